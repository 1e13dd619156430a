package dev.weir.mp4;

import dev.weir.media.Codec;
import dev.weir.media.Cue;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// One track of a recording: the samples of the open part, and the tables of all before.
///
/// A sample waits in memory as
///
/// ```
/// |dts (64)|pts offset (32)|keyframe (8)|bytes (32)|payload|
/// ```
final class RecordedTrack {
  private static final int MAX_CUES = 100_000; // that are kept for the finished file
  private static final long FIRST_MICROS = 40_000;

  private final Track track;
  private final PartWriter part;
  private final TrackTables tables;
  private final CueTimeline cues = new CueTimeline();
  private final ByteBuf waiting = Unpooled.buffer();

  private int samples; // that wait
  private int cueCount;
  private long lastMicros; // decoding time of the newest sample
  private long durationMicros = FIRST_MICROS; // of the newest sample, as far as is known

  RecordedTrack(Track track) {
    this.track = track;
    this.part = new PartWriter(track);
    this.tables = new TrackTables(track, 0);
  }

  Track track() {
    return track;
  }

  TrackTables tables() {
    return tables;
  }

  boolean isLinear() {
    return MovieBox.isLinear(track.codec());
  }

  void add(long dtsMicros, Sample sample) {
    long own = SampleDuration.micros(track.codec(), sample.payload());
    if (own > 0) {
      durationMicros = own;
    } else if (dtsMicros > lastMicros) {
      durationMicros = dtsMicros - lastMicros;
    }
    lastMicros = dtsMicros;
    ByteBuf payload = sample.payload();
    waiting.writeLong(dtsMicros).writeInt(sample.ptsOffsetMicros());
    waiting.writeBoolean(sample.keyframe()).writeInt(payload.readableBytes());
    waiting.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    samples++;
  }

  /// Appends what waits.
  ///
  /// @param shift from an index of `out` to a position in the file
  /// @return the number of the newest fragment
  int write(int sequenceNumber, long shift, ByteBuf out) {
    int number = sequenceNumber;
    if (track.codec() instanceof Codec.Text) {
      for (; samples > 0; samples--) {
        writeCue(++number, out);
      }
    } else if (samples > 0) {
      writePart(++number, shift, out);
    }
    waiting.clear();
    samples = 0;
    return number;
  }

  private void writePart(int number, long shift, ByteBuf out) {
    part.begin(number, samples, out);
    tables.chunk(shift + part.payloadStart());
    for (; samples > 0; samples--) {
      Sample sample = next();
      tables.sample(
          sample.dtsMicros(),
          sample.ptsOffsetMicros(),
          sample.payload().readableBytes(),
          sample.keyframe());
      part.sample(sample, out);
    }
    part.end(lastMicros + durationMicros, out);
  }

  /// Cues last as long as they say, each in a fragment of its own.
  private void writeCue(int number, ByteBuf out) {
    Sample sample = next();
    Cue cue = Cue.read(sample.payload());
    part.begin(number, 1, out);
    part.sample(sample, out);
    part.end(sample.dtsMicros() + cue.durationMillis() * 1000L, out);
    if (cueCount < MAX_CUES) {
      cueCount++;
      cues.add(sample.ptsMicros(), cue);
    }
  }

  private Sample next() {
    long dtsMicros = waiting.readLong();
    int ptsOffsetMicros = waiting.readInt();
    boolean keyframe = waiting.readBoolean();
    int bytes = waiting.readInt();
    return new Sample(track.id(), dtsMicros, ptsOffsetMicros, keyframe, waiting.readSlice(bytes));
  }

  /// Nothing more comes. Appends texts once more, as a plain file has them: without gaps.
  void end(long shift, ByteBuf out) {
    if (track.codec() instanceof Codec.Text text && cueCount > 0) {
      int mdat = BoxWriter.begin("mdat", out);
      tables.chunk(shift + out.writerIndex());
      durationMicros = tables.texts(text, cues, 0, out);
      BoxWriter.end(mdat, out);
    }
    if (!tables.isEmpty()) {
      tables.end(durationMicros);
    }
  }
}
