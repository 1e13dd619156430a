package dev.weir.mp4;

import dev.weir.media.Codec;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Collects the sample tables of one track of a file (ISO/IEC 14496-12 8.6, 8.7) and writes them.
///
/// ```
/// stts: |entries|(count, duration)*       ctts: |entries|(count, composition offset)*
/// stss: |entries|number of keyframe*      stsz: |size or 0|samples|size*
/// stsc: |entries|(first chunk, samples per chunk, description)*
/// stco: |entries|offset (32)*             co64: |entries|offset (64)*
/// ```
///
/// Runs of equal durations, offsets and chunks take one entry, so that a track takes 4 bytes for
/// each sample and little more. Used by one thread.
final class TrackTables implements TrakBox.SampleTablesBox {
  private static final long FIRST_MICROS = 40_000; // how long the only sample of a track lasts

  private final Track track;
  private final Timescale timescale;
  private final long originMicros;
  private final RunTable durations = new RunTable();
  private final RunTable compositionOffsets = new RunTable();
  private final RunTable chunkLengths = new RunTable();
  private final ByteBuf sizes = Unpooled.buffer();
  private final ByteBuf keyframes = Unpooled.buffer();
  private final ByteBuf chunks = Unpooled.buffer(); // offsets of 64 bits

  private int samples;
  private int chunkSamples; // of the open chunk
  private long firstTicks; // decoding time of the first sample
  private long lastTicks; // and of the newest
  private long earliestTicks = Long.MAX_VALUE; // presentation time of what is shown first
  private long latestTicks; // and last
  private long lastDuration; // of the sample before the newest
  private long offsetShift; // added to all chunk offsets
  private boolean wideOffsets;

  /// @param originMicros where on the stream's timeline the presentation starts
  TrackTables(Track track, long originMicros) {
    this.track = track;
    this.timescale = InitSegment.timescale(track.codec());
    this.originMicros = originMicros;
    this.lastDuration = timescale.fromMicros(FIRST_MICROS);
  }

  Track track() {
    return track;
  }

  Timescale timescale() {
    return timescale;
  }

  boolean isEmpty() {
    return samples == 0;
  }

  /// The samples that follow lie one after the other from `offset` on.
  void chunk(long offset) {
    closeChunk();
    chunks.writeLong(offset);
  }

  private void closeChunk() {
    if (chunkSamples > 0) {
      chunkLengths.add(chunkSamples);
      chunkSamples = 0;
    }
  }

  /// Takes the next sample, in the order of decoding.
  void sample(long dtsMicros, int ptsOffsetMicros, int bytes, boolean keyframe) {
    long ticks = timescale.fromMicros(dtsMicros - originMicros);
    if (samples == 0) {
      firstTicks = ticks;
    } else {
      ticks = Math.max(lastTicks, ticks);
      lastDuration = ticks - lastTicks;
      durations.add((int) lastDuration);
    }
    lastTicks = ticks;
    long pts = timescale.fromMicros(dtsMicros - originMicros + ptsOffsetMicros);
    compositionOffsets.add((int) (pts - ticks));
    earliestTicks = Math.min(earliestTicks, pts);
    latestTicks = Math.max(latestTicks, pts);
    sizes.writeInt(bytes);
    samples++;
    chunkSamples++;
    if (keyframe) {
      keyframes.writeInt(samples);
    }
  }

  /// Appends the samples of all cues to `out`, where the open chunk is; returns how long the last
  /// of them lasts.
  long texts(Codec.Text codec, CueTimeline cues, long fromMicros, ByteBuf out) {
    long[] last = {0};
    cues.forEach(
        fromMicros,
        (dts, duration, texts) -> {
          int start = out.writerIndex();
          SamplePayload.write(codec, texts, out);
          sample(dts, 0, out.writerIndex() - start, true);
          last[0] = duration;
        });
    return last[0];
  }

  /// Nothing more comes.
  ///
  /// @param lastMicros how long the last sample lasts; 0 if as long as the one before
  void end(long lastMicros) {
    closeChunk();
    long ticks = lastMicros > 0 ? timescale.fromMicros(lastMicros) : lastDuration;
    durations.add((int) ticks);
    lastTicks += ticks;
    latestTicks += ticks;
  }

  /// How long all samples last.
  long durationTicks() {
    return lastTicks - firstTicks;
  }

  /// Whether the presentation is another time than that of the media: it starts elsewhere, or
  /// reordered pictures are shown after its end, where GStreamer would cut them off.
  boolean needsEdit() {
    return delayMicros() > 0 || startTicks() > 0 || latestTicks != lastTicks;
  }

  /// How long nothing is there at the start of the presentation.
  long delayMicros() {
    return timescale.toMicros(Math.max(0, earliestTicks));
  }

  /// Where in the media the presentation starts: at the first picture if that is not the one that
  /// is decoded first, or after sound that comes before 0.
  long startTicks() {
    return Math.max(0, Math.max(0, earliestTicks) - firstTicks);
  }

  /// From the start of the presentation to the end of the track.
  long presentationMicros() {
    return timescale.toMicros(latestTicks);
  }

  /// Moves all chunks by so many bytes.
  ///
  /// @param wide whether offsets are written with 64 bits
  void place(long shift, boolean wide) {
    offsetShift = shift;
    wideOffsets = wide;
  }

  @Override
  public void write(ByteBuf out) {
    runs("stts", 0, durations, out);
    if (!compositionOffsets.isZero()) {
      runs("ctts", 1, compositionOffsets, out);
    }
    // No such box means that every sample is a keyframe.
    if (keyframes.readableBytes() < sizes.readableBytes()) {
      int stss = BoxWriter.begin("stss", 0, 0, out);
      out.writeInt(keyframes.readableBytes() / Integer.BYTES);
      out.writeBytes(keyframes, 0, keyframes.writerIndex());
      BoxWriter.end(stss, out);
    }
    writeChunkLengths(out);
    int stsz = BoxWriter.begin("stsz", 0, 0, out);
    out.writeInt(0).writeInt(samples);
    out.writeBytes(sizes, 0, sizes.writerIndex());
    BoxWriter.end(stsz, out);
    writeChunkOffsets(out);
  }

  private static void runs(String type, int version, RunTable table, ByteBuf out) {
    int box = BoxWriter.begin(type, version, 0, out);
    table.write(out);
    BoxWriter.end(box, out);
  }

  private void writeChunkLengths(ByteBuf out) {
    int stsc = BoxWriter.begin("stsc", 0, 0, out);
    out.writeInt(chunkLengths.count());
    chunkLengths.forEach((before, length) -> out.writeInt(before + 1).writeInt(length).writeInt(1));
    BoxWriter.end(stsc, out);
  }

  private void writeChunkOffsets(ByteBuf out) {
    int box = BoxWriter.begin(wideOffsets ? "co64" : "stco", 0, 0, out);
    out.writeInt(chunks.readableBytes() / Long.BYTES);
    for (int at = 0; at < chunks.writerIndex(); at += Long.BYTES) {
      long offset = chunks.getLong(at) + offsetShift;
      if (wideOffsets) {
        out.writeLong(offset);
      } else {
        out.writeInt((int) offset);
      }
    }
    BoxWriter.end(box, out);
  }
}
