package dev.weir.ts;

import dev.weir.elementary.FrameFormat;
import dev.weir.media.Codec;
import dev.weir.media.MediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Sound of which each frame says how long it is.
///
/// A PES packet has one frame, several, or parts of frames. The first frame that begins in it has
/// its time; those after it follow by the samples before them. Not thread-safe.
final class AudioStream implements PesReader.Output, AudioFrames.Output {
  private static final int PARSE_BYTES = 1 << 15; // collected at most before frames are looked for

  private final AudioFrames frames;
  private final ProgramClock clock;
  private final TrackOutput output;
  private final TimeMarks marks = new TimeMarks();
  private final ByteBuf collected = Unpooled.buffer(0);

  private long base; // the offset in the stream of index 0 of `collected`
  private boolean inStep; // the byte after the last frame begins the next
  private long anchor = PesHeader.NO_TIME; // the last time that was given
  private long samples; // of sound since then
  private long frameOffset; // where the frame being given begins

  AudioStream(AudioFrames frames, ProgramClock clock, TrackOutput output) {
    this.frames = frames;
    this.clock = clock;
    this.output = output;
  }

  @Override
  public void begin(long pts, long dts, long position) {
    long time = pts == PesHeader.NO_TIME ? pts : clock.unwrap(pts);
    if (time != PesHeader.NO_TIME) {
      clock.reached(time);
    }
    marks.add(base + collected.writerIndex(), time, time, position);
  }

  @Override
  public void data(ByteBuf in, int index, int length) {
    collected.writeBytes(in, index, length);
    if (collected.readableBytes() > PARSE_BYTES) {
      parse(false);
    }
  }

  @Override
  public void end(boolean wholeUnits) {
    parse(false);
  }

  @Override
  public void flush() {
    parse(true);
  }

  private void parse(boolean last) {
    int end = collected.writerIndex();
    while (collected.isReadable()) {
      int at = collected.readerIndex();
      int bytes = frames.bytesAt(collected, at, end);
      if (bytes == FrameFormat.MORE || bytes > end - at) {
        break;
      }
      if (bytes == FrameFormat.NONE || !(inStep || isConfirmed(at + bytes, end, last))) {
        search();
      } else {
        inStep = true;
        give(at, bytes);
        collected.skipBytes(bytes);
      }
    }
    base += collected.readerIndex();
    collected.discardReadBytes();
  }

  /// Whether what seems to be a frame is followed by another, or by nothing.
  private boolean isConfirmed(int next, int end, boolean last) {
    return next == end || last || frames.bytesAt(collected, next, end) != FrameFormat.NONE;
  }

  private void search() {
    if (inStep) {
      inStep = false;
      output.dropped();
    }
    collected.skipBytes(1);
  }

  private void give(int at, int bytes) {
    frameOffset = base + at;
    if (marks.take(frameOffset)) {
      anchor = marks.pts();
      samples = 0;
    }
    try {
      frames.give(collected, at, bytes, this);
    } catch (MediaException _) {
      output.dropped();
    }
  }

  @Override
  public void frame(Codec.Audio codec, int frameSamples, ByteBuf payload) {
    if (anchor == PesHeader.NO_TIME) {
      output.dropped();
      return;
    }
    output.codec(codec);
    long micros = ProgramClock.micros(anchor, samples, codec.sampleRate());
    samples += frameSamples;
    output.sample(micros, micros, true, payload, marks.position());
  }

  @Override
  public void lost() {
    restart();
  }

  @Override
  public void restart() {
    base += collected.writerIndex();
    collected.clear();
    marks.clear();
    inStep = false;
    anchor = PesHeader.NO_TIME;
  }

  @Override
  public void damaged() {
    output.dropped();
  }

  @Override
  public void close() {
    collected.release();
  }
}
