package dev.weir.ts;

import dev.weir.h26x.AccessUnitSplitter;
import dev.weir.h26x.AnnexBTrack;
import dev.weir.h26x.Mpeg2Unit;
import dev.weir.h26x.StartCodes;
import dev.weir.media.Codec;
import dev.weir.media.DolbyVision;
import dev.weir.media.MediaException;
import dev.weir.media.Timescale;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Video of which start codes say where access units begin: H.264, H.265, MPEG-1 and MPEG-2.
///
/// Most encoders put one access unit into a PES packet, but some put several, or spread one over
/// packets, so units are cut out of the elementary stream: each is given when the next one begins.
/// Only a packet that says that it begins with a unit, and how long it is, is taken to end with
/// one: then no picture has to wait for the next.
///
/// What is given when depends on nothing but the packets since the unit began: readers that start
/// elsewhere see the same order. Not thread-safe.
final class VideoStream implements PesReader.Output, AccessUnitSplitter.Output {
  private static final int MAX_UNIT_BYTES = 8 << 20;

  // Encoders that say all lengths spread a long unit over packets that are nearly full.
  private static final int MAX_WHOLE_BYTES = 60_000;

  private static final long TICKS_PER_SECOND = Timescale.MPEG.ticksPerSecond();
  private static final long DEFAULT_STEP = TICKS_PER_SECOND / 25;

  private final AccessUnitSplitter splitter;
  private final @Nullable AnnexBTrack track; // null for MPEG-1 and MPEG-2
  private final @Nullable DolbyVision dolbyVision;
  private final ProgramClock clock;
  private final TrackOutput output;
  private final TimeMarks marks = new TimeMarks();

  private long packetOffset; // where the data of the packet being read begin
  private boolean inPacket; // its end is to come
  private long lastDts = PesHeader.NO_TIME;
  private long lastPts;
  private @Nullable Codec plain; // as the newest picture has it
  private @Nullable Codec said; // the same with what the program map says

  /// @param dolbyVision that the pictures are in, which they do not say; null if in none
  VideoStream(
      StreamFormat format,
      @Nullable DolbyVision dolbyVision,
      ProgramClock clock,
      TrackOutput output) {
    this.splitter =
        switch (format) {
          case AVC -> AccessUnitSplitter.avc(MAX_UNIT_BYTES, this);
          case HEVC -> AccessUnitSplitter.hevc(MAX_UNIT_BYTES, this);
          default -> AccessUnitSplitter.mpeg2(MAX_UNIT_BYTES, this);
        };
    this.track = format == StreamFormat.MPEG2 ? null : new AnnexBTrack(format == StreamFormat.HEVC);
    this.dolbyVision = dolbyVision;
    this.clock = clock;
    this.output = output;
  }

  @Override
  public void begin(long pts, long dts, long position) {
    inPacket = true;
    packetOffset = splitter.offset();
    if (dts == PesHeader.NO_TIME) {
      marks.add(packetOffset, dts, dts, position);
      return;
    }
    long decoding = clock.unwrap(dts);
    clock.reached(decoding);
    marks.add(packetOffset, clock.unwrap(pts), decoding, position);
  }

  @Override
  public void data(ByteBuf in, int index, int length) {
    boolean first = splitter.offset() == packetOffset;
    splitter.append(in, index, length);
    if (first) {
      splitter.scan(); // The unit before ends here, most likely.
    }
  }

  @Override
  public void run(ByteBuf in, int index, int stride, int count) {
    int first = splitter.offset() == packetOffset ? 1 : 0;
    if (first > 0) {
      data(in, index, TsPacket.PAYLOAD_BYTES);
    }
    splitter.append(in, index + first * stride, TsPacket.PAYLOAD_BYTES, stride, count - first);
  }

  @Override
  public void end(boolean wholeUnits) {
    inPacket = false;
    if (wholeUnits && splitter.offset() - packetOffset < MAX_WHOLE_BYTES) {
      splitter.flush();
    } else {
      splitter.scan();
    }
  }

  @Override
  public void flush() {
    splitter.flush();
  }

  @Override
  public void accessUnit(ByteBuf unit, StartCodes codes, long offset) {
    boolean own = marks.take(offset);
    if (own) {
      lastDts = marks.dts();
      lastPts = marks.pts();
    } else if (lastDts != PesHeader.NO_TIME) {
      long step = step();
      lastDts += step;
      lastPts += step;
    }
    try {
      give(unit, codes);
    } catch (MediaException _) {
      output.dropped(); // Damaged parameter sets; the stream goes on with those in force.
    }
  }

  /// How long a picture lasts, as far as anyone says.
  private long step() {
    if (output.codec() instanceof Codec.Video video && video.picture().framesPerSecond() > 0) {
      return Math.round(TICKS_PER_SECOND / video.picture().framesPerSecond());
    }
    return DEFAULT_STEP;
  }

  private void give(ByteBuf unit, StartCodes codes) {
    if (track == null) {
      boolean keyframe = Mpeg2Unit.isKeyframe(unit);
      Codec codec = keyframe ? Mpeg2Unit.codec(unit) : null;
      sample(codec == null ? output.codec() : codec, keyframe, unit);
    } else if (track.read(unit, codes)) {
      sample(track.codec(), track.isKeyframe(), track.payload());
    } else {
      output.dropped();
    }
  }

  private void sample(@Nullable Codec codec, boolean keyframe, ByteBuf payload) {
    if (codec == null || lastDts == PesHeader.NO_TIME) {
      output.dropped();
      return;
    }
    output.codec(said(codec));
    output.sample(
        ProgramClock.micros(lastPts),
        ProgramClock.micros(lastDts),
        keyframe,
        payload,
        marks.position());
  }

  /// The codec with what the program map says of it.
  @SuppressWarnings("ReferenceEquality") // the same object each time, but when it changes
  private Codec said(Codec codec) {
    Codec known = said;
    if (known != null && codec == plain) {
      return known;
    }
    plain = codec;
    said =
        dolbyVision != null && codec instanceof Codec.Video video ? dolbyVision.of(video) : codec;
    return said;
  }

  /// A unit may wait for the next one to show where it ends. If that is missing, it most likely
  /// ended with its packet.
  @Override
  public void lost() {
    splitter.scan();
    if (!inPacket) {
      splitter.flush();
    }
    restart();
  }

  @Override
  public void restart() {
    inPacket = false;
    splitter.restart(splitter.offset());
    marks.clear();
  }

  @Override
  public void damaged() {
    output.dropped();
  }

  @Override
  public void close() {
    splitter.close();
    if (track != null) {
      track.close();
    }
  }
}
