package dev.weir.mp4;

import dev.weir.media.Codec;
import dev.weir.media.Sample;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/// Writes parts of one track: `moof` and `mdat` (ISO/IEC 14496-12 8.8.4; a chunk of ISO/IEC
/// 23000-19 7.3.2.3).
///
/// ```java
/// part.begin(sequenceNumber, samples, out);
/// part.sample(sample, out); // as often as was said
/// part.end(dtsOfTheSampleAfter, out);
/// ```
///
/// ```
/// moof: mfhd · traf: tfhd · tfdt · trun · boxes of the caller
/// trun of pictures: |duration (32)|size (32)|flags (32)|composition offset (32)| for each sample
/// trun of the rest: |duration (32)|size (32)|
/// mdat: the payloads
/// ```
///
/// The number of samples comes first, so that each payload is copied once, to its place. Durations
/// are the differences of decoding times after rounding: there are no gaps between parts whatever
/// the timescale. What is written depends on nothing but the arguments of the three calls: the same
/// samples and number always give the same bytes. `out` gets whole parts only, and all calls of one
/// part need the same one.
///
/// Not thread-safe. Allocates nothing but what `out` does.
public final class PartWriter {
  private static final int BASE_IS_MOOF = 0x020000;
  private static final int RUN_OF_SOUND = 0x000301; // data offset, durations, sizes
  private static final int RUN_OF_PICTURES = RUN_OF_SOUND | 0x000C00; // flags, composition offsets
  private static final int ENTRY_OF_SOUND_BYTES = 8;
  private static final int ENTRY_OF_PICTURES_BYTES = 16;

  private static final int INDEPENDENT = 0x02000000; // sample_depends_on: 2
  private static final int DEPENDENT = 0x01010000; // sample_depends_on: 1, a non-sync sample

  private final Track track;
  private final Timescale timescale;
  private final boolean pictures;
  private final int entryBytes;

  // From begin to end of a part:
  private int decodeTimeAt; // where in `out` the value of tfdt stands
  private int entriesAt; // where those of trun start
  private int entryAt; // where the next one stands
  private int entriesEnd;
  private int mdat;
  private long dtsTicks; // of the newest sample

  /// Parts of `track` in the clock that [InitSegment#timescale] gives it.
  public PartWriter(Track track) {
    this(track, InitSegment.timescale(track.codec()));
  }

  /// Parts of `track` in `timescale`.
  public PartWriter(Track track, Timescale timescale) {
    this.track = track;
    this.timescale = timescale;
    this.pictures = track.isVideo();
    this.entryBytes = pictures ? ENTRY_OF_PICTURES_BYTES : ENTRY_OF_SOUND_BYTES;
  }

  /// The track that it writes.
  public Track track() {
    return track;
  }

  /// Starts a part of so many samples.
  ///
  /// @param sequenceNumber of `mfhd`: should rise from part to part
  /// @param samples at least 1
  public void begin(int sequenceNumber, int samples, ByteBuf out) {
    begin(sequenceNumber, samples, Unpooled.EMPTY_BUFFER, out);
  }

  /// Starts a part of so many samples.
  ///
  /// @param sequenceNumber of `mfhd`: should rise from part to part
  /// @param samples at least 1
  /// @param trafBoxes whole boxes for the end of `traf`; its indexes do not move
  public void begin(int sequenceNumber, int samples, ByteBuf trafBoxes, ByteBuf out) {
    if (samples < 1) {
      throw new IllegalArgumentException("a part of " + samples + " samples");
    }
    int moof = BoxWriter.begin("moof", out);
    int mfhd = BoxWriter.begin("mfhd", 0, 0, out);
    out.writeInt(sequenceNumber);
    BoxWriter.end(mfhd, out);
    int traf = BoxWriter.begin("traf", out);
    int tfhd = BoxWriter.begin("tfhd", 0, BASE_IS_MOOF, out);
    out.writeInt(track.id());
    BoxWriter.end(tfhd, out);
    int tfdt = BoxWriter.begin("tfdt", 1, 0, out);
    decodeTimeAt = out.writerIndex();
    out.writeLong(0);
    BoxWriter.end(tfdt, out);
    // Version 1: composition offsets may be negative.
    int trun = BoxWriter.begin("trun", 1, pictures ? RUN_OF_PICTURES : RUN_OF_SOUND, out);
    out.writeInt(samples);
    int dataOffsetAt = out.writerIndex();
    out.writeInt(0);
    entriesAt = out.writerIndex();
    entryAt = entriesAt;
    out.writeZero(Math.multiplyExact(samples, entryBytes));
    entriesEnd = out.writerIndex();
    BoxWriter.end(trun, out);
    out.writeBytes(trafBoxes, trafBoxes.readerIndex(), trafBoxes.readableBytes());
    BoxWriter.end(traf, out);
    BoxWriter.end(moof, out);
    mdat = BoxWriter.begin("mdat", out);
    out.setInt(dataOffsetAt, out.writerIndex() - moof);
  }

  /// Appends a sample. Its decoding time is not negative and not before that of the one before it.
  ///
  /// @throws IllegalStateException if the part has all the samples that it was begun for
  public void sample(Sample sample, ByteBuf out) {
    long ticks = beginSample(sample.dtsMicros(), out);
    int start = out.writerIndex();
    SamplePayload.write(track.codec(), sample.payload(), out);
    out.setInt(entryAt + 4, out.writerIndex() - start);
    if (pictures) {
      out.setInt(entryAt + 8, sample.keyframe() ? INDEPENDENT : DEPENDENT);
      out.setInt(entryAt + 12, (int) (timescale.fromMicros(sample.ptsMicros()) - ticks));
    }
    entryAt += entryBytes;
  }

  /// Appends a sample of a text track: a time in which all these cues are shown, or nothing is if
  /// there are none.
  ///
  /// @param cues in the form of the track's format
  /// @throws IllegalStateException if the part has all the samples that it was begun for, or its
  ///   track is none of text
  public void cues(long dtsMicros, List<String> cues, ByteBuf out) {
    if (!(track.codec() instanceof Codec.Text text)) {
      throw new IllegalStateException("cues in a track of " + track.codec().name());
    }
    beginSample(dtsMicros, out);
    int start = out.writerIndex();
    SamplePayload.write(text, cues, out);
    out.setInt(entryAt + 4, out.writerIndex() - start);
    entryAt += entryBytes;
  }

  private long beginSample(long dtsMicros, ByteBuf out) {
    if (entryAt == entriesEnd) {
      throw new IllegalStateException("a part has more samples than it was begun for");
    }
    long ticks = Math.max(0, timescale.fromMicros(dtsMicros));
    if (entryAt == entriesAt) {
      out.setLong(decodeTimeAt, ticks);
    } else {
      endSample(ticks, out);
    }
    dtsTicks = ticks;
    return ticks;
  }

  /// Completes the part.
  ///
  /// @param endDtsMicros decoding time of the sample after its last
  /// @throws IllegalStateException if samples are missing
  public void end(long endDtsMicros, ByteBuf out) {
    if (entryAt != entriesEnd) {
      throw new IllegalStateException("a part has fewer samples than it was begun for");
    }
    endSample(timescale.fromMicros(endDtsMicros), out);
    BoxWriter.end(mdat, out);
  }

  /// Sets the duration of the newest sample: it lasts until `ticks`.
  private void endSample(long ticks, ByteBuf out) {
    out.setInt(entryAt - entryBytes, (int) Math.max(0, ticks - dtsTicks));
  }

  /// Where in `out` the payloads of the newest part start.
  int payloadStart() {
    return mdat + BoxWriter.HEADER_BYTES;
  }
}
