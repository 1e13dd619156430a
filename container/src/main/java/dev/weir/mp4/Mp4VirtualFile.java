package dev.weir.mp4;

import dev.weir.media.Codec;
import dev.weir.media.Cue;
import dev.weir.media.MediaFile;
import dev.weir.media.Sample;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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
public final class Mp4VirtualFile {
  private static final int MAX_CUES = 20_000;
  private static final long MAX_32_BITS = 0xFFFF_FFFFL;
  private static final int WIDE_HEADER_BYTES = 2 * BoxWriter.HEADER_BYTES;

  private final MediaFile file;
  private final int[] trackIds; // those whose samples are in groups, in the order of their chunks
  private final SampleGroups groups;
  private final ByteBuf head; // everything before the first group
  private final long[] groupStarts; // in this file; one more at the end: the size of the file

  private Mp4VirtualFile(
      MediaFile file, int[] trackIds, SampleGroups groups, ByteBuf head, long[] groupStarts) {
    this.file = file;
    this.trackIds = trackIds;
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

  /// The exact size.
  public long sizeBytes() {
    return groupStarts[groupStarts.length - 1];
  }

  /// Starts to read at a byte of this file, from 0 to its size.
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

  /// The place of a track's chunk in each group, counted from 0; −1 if its samples are in none.
  int slot(int trackId) {
    return slot(trackIds, trackId);
  }

  int slots() {
    return trackIds.length;
  }

  private static int slot(int[] trackIds, int trackId) {
    for (int slot = 0; slot < trackIds.length; slot++) {
      if (trackIds[slot] == trackId) {
        return slot;
      }
    }
    return -1;
  }

  /// Makes one.
  private static final class Layout {
    private final MediaFile file;
    private final SampleIndex index;
    private final int[] trackIds;
    private final SampleGroups groups;
    private final TrackTables[] tables; // by slot
    private final List<TrackTables> all = new ArrayList<>(); // with those of texts
    private final ByteBuf texts = Unpooled.buffer();
    private final long[] groupStarts;
    private final long originMicros;

    Layout(MediaFile file, Set<Integer> wanted) throws IOException {
      this.file = file;
      this.index = file.index();
      List<Track> tracks =
          file.tracks().stream()
              .filter(track -> wanted.contains(track.id()) && SampleEntry.carries(track.codec()))
              .toList();
      List<Track> media =
          tracks.stream().filter(track -> !(track.codec() instanceof Codec.Text)).toList();
      if (media.isEmpty()) {
        throw new IllegalArgumentException("there is no sound and no picture that MP4 carries");
      }
      trackIds = media.stream().mapToInt(Track::id).toArray();
      groups = new SampleGroups(index, id -> slot(trackIds, id) >= 0);
      groupStarts = new long[groups.count() + 1];
      originMicros = originMicros();
      tables =
          media.stream()
              .map(track -> new TrackTables(track, originMicros))
              .toArray(TrackTables[]::new);
      for (Track track : tracks) {
        if (track.codec() instanceof Codec.Text text) {
          layOutText(track, text);
        }
      }
      layOutGroups();
    }

    /// Sound may start a little before 0: that much of it is decoded and not played. A file that
    /// starts after 0 is moved there.
    private long originMicros() {
      long first = Long.MAX_VALUE;
      for (int group = 0; group < groups.count() && group < 4; group++) {
        for (int i = groups.first(group); i < groups.end(group); i++) {
          if (slot(trackIds, index.trackId(i)) >= 0) {
            first = Math.min(first, index.dtsMicros(i));
          }
        }
      }
      return groups.count() == 0 ? 0 : Math.max(0, first);
    }

    private void layOutText(Track track, Codec.Text codec) throws IOException {
      CueTimeline timeline = new CueTimeline();
      int cues = 0;
      for (int i = 0; i < index.count() && cues <= MAX_CUES; i++) {
        if (index.trackId(i) == track.id()) {
          cues++;
          addCue(i, timeline);
        }
      }
      if (cues == 0 || cues > MAX_CUES) {
        return;
      }
      TrackTables table = new TrackTables(track, originMicros);
      table.chunk(texts.readableBytes());
      table.end(table.texts(codec, timeline, originMicros, texts));
      all.add(table);
    }

    private void addCue(int sample, CueTimeline timeline) throws IOException {
      try (MediaFile.Cursor cursor = file.open(sample)) {
        cursor.read(
            new TrackSink() {
              @Override
              public void track(Track track) {
                // Known.
              }

              @Override
              public void sample(Sample sample) {
                timeline.add(sample.ptsMicros(), Cue.read(sample.payload()));
              }
            });
      }
    }

    private void layOutGroups() {
      long position = texts.readableBytes();
      for (int group = 0; group < groups.count(); group++) {
        groupStarts[group] = position;
        for (int slot = 0; slot < tables.length; slot++) {
          position += layOutChunk(group, slot, position);
        }
      }
      groupStarts[groups.count()] = position;
      for (TrackTables table : tables) {
        if (!table.isEmpty()) {
          table.end(0);
          all.add(table);
        }
      }
    }

    /// How many bytes it has.
    private long layOutChunk(int group, int slot, long position) {
      long bytes = 0;
      boolean open = false;
      for (int i = groups.first(group); i < groups.end(group); i++) {
        if (index.trackId(i) != trackIds[slot]) {
          continue;
        }
        if (!open) {
          tables[slot].chunk(position);
          open = true;
        }
        tables[slot].sample(
            index.dtsMicros(i), index.ptsOffsetMicros(i), index.bytes(i), index.keyframe(i));
        bytes += index.bytes(i);
      }
      return bytes;
    }

    Mp4VirtualFile build() {
      all.sort(Comparator.comparingInt(table -> table.track().id()));
      ByteBuf head = head(Unpooled.buffer(), 0, false);
      long mediaBytes = groupStarts[groups.count()];
      boolean wide = head.readableBytes() + mediaBytes > MAX_32_BITS;
      if (wide) {
        head = head(head.clear(), 0, true);
      }
      int headBytes = head.readableBytes();
      head = head(Unpooled.buffer(headBytes + texts.readableBytes()), headBytes, wide);
      for (int group = 0; group <= groups.count(); group++) {
        groupStarts[group] += headBytes;
      }
      head.writeBytes(texts, 0, texts.readableBytes());
      return new Mp4VirtualFile(file, trackIds, groups, head, groupStarts);
    }

    /// Appends everything before the media, which starts at `mediaStart`; returns `out`.
    private ByteBuf head(ByteBuf out, long mediaStart, boolean wide) {
      MovieBox.fileType(
          all.stream().anyMatch(table -> MovieBox.isLinear(table.track().codec())), out);
      all.forEach(table -> table.place(mediaStart, wide));
      MovieBox.write(all, out);
      long mediaBytes = groupStarts[groups.count()];
      if (wide) {
        out.writeInt(1).writeInt(FourCc.of("mdat")).writeLong(mediaBytes + WIDE_HEADER_BYTES);
      } else {
        out.writeInt((int) (mediaBytes + BoxWriter.HEADER_BYTES)).writeInt(FourCc.of("mdat"));
      }
      return out;
    }
  }
}
