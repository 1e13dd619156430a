package dev.weir.mp4;

import dev.weir.media.ByteSource;
import dev.weir.media.MediaFile;
import dev.weir.media.SampleIndex;
import dev.weir.media.VirtualFile;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A media file as a plain MP4 file with `moov` in front, whose `mdat` is a stretch of that file
/// just as it lies there, so that the kernel can send it without anybody having seen it.
///
/// ```
/// ftyp · moov · mdat: texts · samples, and what little lies between them
/// ```
///
/// This works where payloads lie whole in the file, its tracks are interleaved well, and hardly
/// anything else lies among them: as in most plain MP4 files, and those in short fragments.
/// [Mp4VirtualFile] takes all others.
///
/// Holds the head: about 5 bytes for each sample, and 4 for each change from one track to another.
/// To be shared by all viewers. Immutable, any thread.
public final class Mp4ReheadedFile implements VirtualFile {
  /// So much of what lies among samples may be something else: boxes of fragments, small tracks.
  private static final int MOST_OTHER_BYTES_SHARE = 32;

  /// Where the presentation starts is looked for among so many samples.
  private static final int FIRST_SAMPLES = 256;

  private final ByteSource payloads;
  private final ByteBuf head;
  private final long mediaStart; // in payloads
  private final long mediaBytes;

  private Mp4ReheadedFile(ByteSource payloads, ByteBuf head, long mediaStart, long mediaBytes) {
    this.payloads = payloads;
    this.head = head;
    this.mediaStart = mediaStart;
    this.mediaBytes = mediaBytes;
  }

  /// Lays out the tracks of `file` with these ids that MP4 carries; null if the file cannot be sent
  /// as it lies, or has sound or pictures that are not wanted. Reads the index and all cues of text
  /// tracks.
  ///
  /// @throws IllegalArgumentException if no track of sound or pictures is left
  public static @Nullable Mp4ReheadedFile of(MediaFile file, Set<Integer> trackIds)
      throws IOException {
    ByteSource payloads = file.payloads();
    TrackSlots slots = TrackSlots.of(file, trackIds);
    boolean all =
        file.tracks().stream()
            .allMatch(track -> TrackSlots.isText(track) || slots.of(track.id()) >= 0);
    if (payloads == null || !all) {
      return null;
    }
    Mp4Head head = new Mp4Head(file, slots, originMicros(file.index(), slots));
    SamplesInPlace samples = new SamplesInPlace(file.index(), slots);
    if (samples.slot() < 0) {
      return null;
    }
    long start = samples.position();
    long end = start;
    long other = 0;
    for (int slot = samples.slot(); slot >= 0; slot = samples.slot()) {
      long gap = samples.position() - end;
      other += gap;
      if (gap < 0 || !samples.inOrder()) {
        return null;
      }
      if (gap > 0 || samples.changesSlot()) {
        head.chunk(slot, head.textBytes() + samples.position() - start);
      }
      head.sample(slot, samples.sample());
      end = samples.end();
      samples.next();
    }
    return other > (end - start) / MOST_OTHER_BYTES_SHARE
        ? null
        : new Mp4ReheadedFile(
            payloads, head.write(head.textBytes() + end - start), start, end - start);
  }

  /// As in [Mp4VirtualFile]: sound may start a little before 0, and a file later.
  private static long originMicros(SampleIndex index, TrackSlots slots) {
    long first = Long.MAX_VALUE;
    for (int i = 0; i < Math.min(index.count(), FIRST_SAMPLES); i++) {
      if (slots.of(index.trackId(i)) >= 0) {
        first = Math.min(first, index.dtsMicros(i));
      }
    }
    return first == Long.MAX_VALUE ? 0 : Math.max(0, first);
  }

  @Override
  public long sizeBytes() {
    return head.readableBytes() + mediaBytes;
  }

  @Override
  public @Nullable Extent extent(long position) {
    FileChannel file = payloads.file();
    long inMedia = position - head.readableBytes();
    return file == null || inMedia < 0 || inMedia >= mediaBytes
        ? null
        : new Extent(file, mediaStart + inMedia, mediaBytes - inMedia);
  }

  @Override
  public Reader open(long position) {
    if (position < 0 || position > sizeBytes()) {
      throw new IllegalArgumentException(
          "position %d in a file of %d bytes".formatted(position, sizeBytes()));
    }
    return new InPlace(position);
  }

  private final class InPlace implements Reader {
    private long next;

    InPlace(long position) {
      this.next = position;
    }

    @Override
    public int read(ByteBuf out, int maxBytes) throws IOException {
      int bytes;
      if (next < head.readableBytes()) {
        bytes = (int) Math.min(maxBytes, head.readableBytes() - next);
        out.writeBytes(head, (int) next, bytes);
      } else {
        long inMedia = next - head.readableBytes();
        bytes =
            payloads.read(
                mediaStart + inMedia, out, (int) Math.min(maxBytes, mediaBytes - inMedia));
      }
      next += bytes;
      return bytes;
    }

    @Override
    public void close() {}
  }
}
