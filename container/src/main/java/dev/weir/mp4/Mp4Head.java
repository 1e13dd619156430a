package dev.weir.mp4;

import dev.weir.media.Codec;
import dev.weir.media.Cue;
import dev.weir.media.MediaFile;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What stands in a plain MP4 file before its sound and pictures.
///
/// ```
/// ftyp · moov · the head of mdat · texts
/// ```
///
/// Offsets of chunks are counted from the end of the head of `mdat`, so the first sample of sound
/// or pictures is at [#textBytes] or after. Used by one thread.
final class Mp4Head {
  private static final int MAX_CUES = 20_000;
  private static final long MAX_32_BITS = 0xFFFF_FFFFL;
  private static final int WIDE_HEADER_BYTES = 2 * BoxWriter.HEADER_BYTES;

  private final MediaFile file;
  private final SampleIndex index;
  private final long originMicros;
  private final TrackTables[] tables; // by slot
  private final List<TrackTables> all = new ArrayList<>(); // that have samples, with those of texts
  private final ByteBuf texts = Unpooled.buffer();

  /// Reads all cues of text tracks; of those with more than 20,000 cues nothing.
  ///
  /// @param originMicros where on the timeline of `file` the presentation starts
  Mp4Head(MediaFile file, TrackSlots slots, long originMicros) throws IOException {
    this.file = file;
    this.index = file.index();
    this.originMicros = originMicros;
    this.tables =
        slots.media().stream()
            .map(track -> new TrackTables(track, originMicros))
            .toArray(TrackTables[]::new);
    for (Track track : slots.texts()) {
      if (track.codec() instanceof Codec.Text text) {
        layOutText(track, text);
      }
    }
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
          TrackSink.ofSamples(cue -> timeline.add(cue.ptsMicros(), Cue.read(cue.payload()))));
    }
  }

  int textBytes() {
    return texts.readableBytes();
  }

  /// Says where a chunk of a slot starts.
  void chunk(int slot, long offset) {
    tables[slot].chunk(offset);
  }

  /// Says that a sample lies next in the open chunk of a slot.
  ///
  /// @param sample its number in the index
  void sample(int slot, int sample) {
    tables[slot].sample(
        index.dtsMicros(sample),
        index.ptsOffsetMicros(sample),
        index.bytes(sample),
        index.keyframe(sample));
  }

  /// Writes it all. Called once.
  ///
  /// @param mdatBytes what `mdat` has in it, texts included
  ByteBuf write(long mdatBytes) {
    for (TrackTables table : tables) {
      if (!table.isEmpty()) {
        table.end(0);
        all.add(table);
      }
    }
    all.sort(Comparator.comparingInt(table -> table.track().id()));
    ByteBuf head = boxes(Unpooled.buffer(), mdatBytes, 0, false);
    boolean wide = head.readableBytes() + mdatBytes > MAX_32_BITS;
    if (wide) {
      head = boxes(head.clear(), mdatBytes, 0, true);
    }
    int bytes = head.readableBytes();
    head = boxes(Unpooled.buffer(bytes + texts.readableBytes()), mdatBytes, bytes, wide);
    return head.writeBytes(texts, 0, texts.readableBytes());
  }

  /// Appends all but the texts, behind `boxBytes` of such; returns `out`.
  private ByteBuf boxes(ByteBuf out, long mdatBytes, long boxBytes, boolean wide) {
    MovieBox.fileType(
        all.stream().anyMatch(table -> MovieBox.isLinear(table.track().codec())), out);
    all.forEach(table -> table.place(boxBytes, wide));
    MovieBox.write(all, out);
    if (wide) {
      out.writeInt(1).writeInt(FourCc.of("mdat")).writeLong(mdatBytes + WIDE_HEADER_BYTES);
    } else {
      out.writeInt((int) (mdatBytes + BoxWriter.HEADER_BYTES)).writeInt(FourCc.of("mdat"));
    }
    return out;
  }
}
