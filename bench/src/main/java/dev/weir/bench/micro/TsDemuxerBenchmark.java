package dev.weir.bench.micro;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.h26x.AvcConfiguration;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.ts.TsDemuxer;
import dev.weir.ts.TsSegmentWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Informs how far reading a transport stream is from copying it, and what it allocates.
///
/// The stream is a second of H.264 at 25 frames of 40 KB and AAC at 50 frames of 320 bytes, 1.05 MB
/// in all; it is read from off-heap memory in pieces of 64 KB.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first.
public class TsDemuxerBenchmark {
  private static final Octets SPS =
      Octets.ofHex("6764000cacd941419f9f016a020202800000030080000019078a14cb");
  private static final Octets PPS = Octets.ofHex("68ebe3cb22c0");
  private static final Track VIDEO = Track.of(1, AvcConfiguration.of(List.of(SPS), List.of(PPS)));
  private static final Track AUDIO = Track.of(2, AudioSpecificConfig.of(2, 48_000, 2));
  private static final int VIDEO_BYTES = 40_000;
  private static final int AUDIO_BYTES = 320;
  private static final int PIECE_BYTES = 1 << 16;

  private final Random random = new Random(1);
  private ByteBuf stream;
  private ByteBuf copy;
  private Counting sink;
  private TsDemuxer demuxer;

  /// Adds up what it is given.
  private static final class Counting implements TrackSink {
    private long bytes;

    @Override
    public void track(Track track) {}

    @Override
    public void sample(Sample sample) {
      bytes += sample.payload().readableBytes();
    }
  }

  /// Writes the stream as a segment, so that it can be read over and over without a gap.
  @Setup
  public void open() {
    ByteBuf out = Unpooled.directBuffer();
    TsSegmentWriter writer = new TsSegmentWriter();
    writer.begin(List.of(VIDEO, AUDIO), out);
    for (int frame = 0; frame < 25; frame++) {
      boolean last = frame == 24;
      long micros = frame * 40_000L;
      writer.sample(new Sample(1, micros, 0, frame == 0, picture(frame == 0)), last, out);
      writer.sample(new Sample(2, micros, 0, true, noise(AUDIO_BYTES)), false, out);
      writer.sample(new Sample(2, micros + 20_000, 0, true, noise(AUDIO_BYTES)), last, out);
    }
    writer.end(out);
    stream = out;
    copy = Unpooled.directBuffer(out.readableBytes());
    sink = new Counting();
    demuxer = new TsDemuxer(sink);
  }

  private ByteBuf picture(boolean keyframe) {
    ByteBuf unit = Unpooled.buffer().writeInt(VIDEO_BYTES).writeByte(keyframe ? 0x65 : 0x41);
    return unit.writeBytes(noise(VIDEO_BYTES - 1));
  }

  private ByteBuf noise(int bytes) {
    byte[] noise = new byte[bytes];
    random.nextBytes(noise);
    for (int i = 2; i < bytes; i++) {
      noise[i] = noise[i - 2] == 0 && noise[i - 1] == 0 ? 4 : noise[i]; // no start codes
    }
    noise[bytes - 1] |= 1;
    return Unpooled.wrappedBuffer(noise);
  }

  /// Lets go of all memory.
  @TearDown
  public void close() {
    demuxer.close();
    stream.release();
    copy.release();
  }

  /// Reads the stream.
  @Benchmark
  public long read() {
    int end = stream.writerIndex();
    for (int at = 0; at < end; at += PIECE_BYTES) {
      demuxer.read(stream.slice(at, Math.min(PIECE_BYTES, end - at)));
    }
    return sink.bytes;
  }

  /// Copies the stream.
  @Benchmark
  public int copy() {
    copy.clear().writeBytes(stream, 0, stream.writerIndex());
    return copy.writerIndex();
  }
}
