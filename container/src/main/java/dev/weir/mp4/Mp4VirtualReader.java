package dev.weir.mp4;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaFile;
import dev.weir.media.Sample;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.media.VirtualFile;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads an [Mp4VirtualFile] from one position on.
///
/// Holds one group of samples: half a second, at most 4 MB or one sample. Blocks its thread on the
/// media file; used by one thread.
public final class Mp4VirtualReader implements VirtualFile.Reader {
  private final Mp4VirtualFile file;
  private final int[] chunkEnds; // by slot: where the next sample of its chunk goes in the group

  private long position; // of the next byte
  private MediaFile.@Nullable Cursor cursor;
  private int cursorAt; // number in the index of the sample that the cursor reads next
  private @Nullable ByteBuf group; // with its bytes, if one is loaded
  private int groupNumber;

  Mp4VirtualReader(Mp4VirtualFile file, long position) {
    this.file = file;
    this.position = position;
    this.chunkEnds = new int[file.slots().count()];
  }

  /// Where the next byte lies.
  public long position() {
    return position;
  }

  @Override
  public int read(ByteBuf out, int maxBytes) throws IOException {
    if (maxBytes <= 0 || position == file.sizeBytes()) {
      return 0;
    }
    ByteBuf source = file.head();
    long start = 0;
    if (position >= source.readableBytes()) {
      int number = file.groupAt(position);
      source = load(number, out);
      start = file.groupStart(number);
    }
    int from = (int) (position - start);
    int bytes = Math.min(maxBytes, source.readableBytes() - from);
    out.writeBytes(source, from, bytes);
    position += bytes;
    return bytes;
  }

  private ByteBuf load(int number, ByteBuf out) throws IOException {
    if (group != null && groupNumber == number) {
      return group;
    }
    int bytes = Math.toIntExact(file.groupStart(number + 1) - file.groupStart(number));
    if (group != null) {
      group.release();
      group = null;
    }
    ByteBuf loaded = out.alloc().buffer(bytes, bytes);
    group = loaded;
    groupNumber = -1; // until all is there
    loaded.writerIndex(bytes);
    findChunks(number);
    Placing placing = new Placing(file.file().index(), loaded);
    MediaFile.Cursor from = cursorAt(file.groups().first(number));
    for (; cursorAt < file.groups().end(number); cursorAt++) {
      if (!from.read(placing)) {
        throw new MalformedMediaException(
            "Media file ends before sample %d of its index".formatted(cursorAt));
      }
    }
    groupNumber = number;
    return loaded;
  }

  private MediaFile.Cursor cursorAt(int sample) throws IOException {
    MediaFile.Cursor current = cursor;
    if (current == null || cursorAt != sample) {
      closeCursor();
      current = file.file().open(sample);
      cursor = current;
      cursorAt = sample;
    }
    return current;
  }

  /// Sets each slot to where its chunk starts.
  private void findChunks(int number) {
    Arrays.fill(chunkEnds, 0);
    SampleIndex index = file.file().index();
    for (int i = file.groups().first(number); i < file.groups().end(number); i++) {
      int slot = file.slots().of(index.trackId(i));
      if (slot >= 0) {
        chunkEnds[slot] += index.bytes(i);
      }
    }
    int start = 0;
    for (int slot = 0; slot < chunkEnds.length; slot++) {
      int bytes = chunkEnds[slot];
      chunkEnds[slot] = start;
      start += bytes;
    }
  }

  /// Puts the sample that the cursor reads at its place in the group.
  private final class Placing implements TrackSink {
    private final SampleIndex index;
    private final ByteBuf into;

    Placing(SampleIndex index, ByteBuf into) {
      this.index = index;
      this.into = into;
    }

    @Override
    public void track(Track track) {
      // Known.
    }

    @Override
    public void sample(Sample sample) {
      int trackId = index.trackId(cursorAt);
      int bytes = sample.payload().readableBytes();
      if (sample.trackId() != trackId || bytes != index.bytes(cursorAt)) {
        throw new MalformedMediaException(
            "Media file: sample %d has %d bytes of track %d, its index says %d of %d"
                .formatted(cursorAt, bytes, sample.trackId(), index.bytes(cursorAt), trackId));
      }
      int slot = file.slots().of(trackId);
      if (slot >= 0) {
        into.setBytes(chunkEnds[slot], sample.payload(), sample.payload().readerIndex(), bytes);
        chunkEnds[slot] += bytes;
      }
    }
  }

  @Override
  public void close() {
    closeCursor();
    if (group != null) {
      group.release();
      group = null;
    }
  }

  private void closeCursor() {
    if (cursor != null) {
      cursor.close();
      cursor = null;
    }
  }
}
