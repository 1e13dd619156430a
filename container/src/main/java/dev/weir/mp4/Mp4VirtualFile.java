package dev.weir.mp4;

import dev.weir.media.MediaFile;
import dev.weir.media.SampleIndex;
import dev.weir.media.VirtualFile;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;

/// A media file as a plain MP4 file with `moov` in front, which exists nowhere: its size and every
/// byte of it follow from the index, and payloads are fetched when they are asked for.
///
/// ```
/// ftyp · moov · mdat: texts · group · group · …      a group: half a second, a chunk for each track
/// ```
///
/// Holds `moov` (about 5 bytes for each sample) and 16 bytes for each half second, both to be
/// shared by all viewers of the file. Immutable, any thread; each [Mp4VirtualReader] belongs to
/// one.
public final class Mp4VirtualFile implements VirtualFile {
  private final MediaFile file;
  private final TrackSlots slots; // whose samples are in groups, in the order of their chunks
  private final SampleGroups groups;
  private final ByteBuf head; // everything before the first group
  private final long[] groupStarts; // in this file; one more at the end: the size of the file

  private Mp4VirtualFile(
      MediaFile file, TrackSlots slots, SampleGroups groups, ByteBuf head, long[] groupStarts) {
    this.file = file;
    this.slots = slots;
    this.groups = groups;
    this.head = head;
    this.groupStarts = groupStarts;
  }

  /// Lays out the tracks of `file` with these ids that MP4 carries. Reads the whole index and all
  /// cues of text tracks; of those with more than 20,000 cues nothing.
  ///
  /// @throws IllegalArgumentException if no track of sound or pictures is left
  public static Mp4VirtualFile of(MediaFile file, Set<Integer> trackIds) throws IOException {
    return new Layout(file, trackIds).build();
  }

  @Override
  public long sizeBytes() {
    return groupStarts[groupStarts.length - 1];
  }

  @Override
  public Mp4VirtualReader open(long position) {
    if (position < 0 || position > sizeBytes()) {
      throw new IllegalArgumentException(
          "position %d in a file of %d bytes".formatted(position, sizeBytes()));
    }
    return new Mp4VirtualReader(this, position);
  }

  MediaFile file() {
    return file;
  }

  SampleGroups groups() {
    return groups;
  }

  /// Everything before the first group; not to be changed, indexes included.
  ByteBuf head() {
    return head;
  }

  /// Where a group starts in this file.
  long groupStart(int group) {
    return groupStarts[group];
  }

  /// The group in which `position` lies, which is after the head.
  int groupAt(long position) {
    int found = Arrays.binarySearch(groupStarts, position);
    int group = found >= 0 ? found : -found - 2;
    while (groupStarts[group + 1] <= position) { // groups may be empty
      group++;
    }
    return group;
  }

  /// Whose chunks lie in each group, in their order.
  TrackSlots slots() {
    return slots;
  }

  /// Makes one.
  private static final class Layout {
    private final MediaFile file;
    private final SampleIndex index;
    private final TrackSlots slots;
    private final SampleGroups groups;
    private final Mp4Head head;
    private final long[] groupStarts;

    Layout(MediaFile file, Set<Integer> wanted) throws IOException {
      this.file = file;
      this.index = file.index();
      this.slots = TrackSlots.of(file, wanted);
      this.groups = new SampleGroups(index, id -> slots.of(id) >= 0);
      this.groupStarts = new long[groups.count() + 1];
      this.head = new Mp4Head(file, slots, originMicros());
      layOutGroups();
    }

    /// Sound may start a little before 0: that much of it is decoded and not played. A file that
    /// starts after 0 is moved there.
    private long originMicros() {
      long first = Long.MAX_VALUE;
      for (int group = 0; group < groups.count() && group < 4; group++) {
        for (int i = groups.first(group); i < groups.end(group); i++) {
          if (slots.of(index.trackId(i)) >= 0) {
            first = Math.min(first, index.dtsMicros(i));
          }
        }
      }
      return groups.count() == 0 ? 0 : Math.max(0, first);
    }

    private void layOutGroups() {
      long position = head.textBytes();
      for (int group = 0; group < groups.count(); group++) {
        groupStarts[group] = position;
        for (int slot = 0; slot < slots.count(); slot++) {
          position += layOutChunk(group, slot, position);
        }
      }
      groupStarts[groups.count()] = position;
    }

    /// How many bytes it has.
    private long layOutChunk(int group, int slot, long position) {
      int trackId = slots.media().get(slot).id();
      long bytes = 0;
      boolean open = false;
      for (int i = groups.first(group); i < groups.end(group); i++) {
        if (index.trackId(i) != trackId) {
          continue;
        }
        if (!open) {
          head.chunk(slot, position);
          open = true;
        }
        head.sample(slot, i);
        bytes += index.bytes(i);
      }
      return bytes;
    }

    Mp4VirtualFile build() {
      ByteBuf bytes = head.write(groupStarts[groups.count()]);
      int boxBytes = bytes.readableBytes() - head.textBytes();
      for (int group = 0; group <= groups.count(); group++) {
        groupStarts[group] += boxBytes;
      }
      return new Mp4VirtualFile(file, slots, groups, bytes, groupStarts);
    }
  }
}
