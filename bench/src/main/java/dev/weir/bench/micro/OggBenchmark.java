package dev.weir.bench.micro;

import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.ogg.OggMuxer;
import dev.weir.ogg.OggReader;
import dev.weir.opus.OpusHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Informs what the checksum over every page costs beside a copy of the same bytes: a second of VP8
/// at 25 frames of 10 KB and Opus at 50 frames of 320 bytes, written, read and copied. The figures
/// are for one sample.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first.
public class OggBenchmark {
  private static final int SAMPLES = 75;
  private static final int OUT_BYTES = 1 << 20;

  private final List<Sample> samples = new ArrayList<>();
  private final Counting counting = new Counting();

  private OggMuxer muxer;
  private ByteBuf out;
  private ByteBuf written;

  private static final class Counting implements TrackSink {
    private long bytes;

    @Override
    public void track(Track track) {}

    @Override
    public void sample(Sample sample) {
      bytes += sample.payload().readableBytes();
    }
  }

  /// Makes the samples, and writes them once.
  @Setup
  public void open() {
    for (int frame = 0; frame < 25; frame++) {
      ByteBuf picture = Unpooled.directBuffer().writeByte(frame == 0 ? 0x10 : 0x11);
      picture.writeZero(9_999);
      samples.add(new Sample(1, frame * 40_000L, 0, frame == 0, picture));
    }
    for (int frame = 0; frame < 50; frame++) {
      ByteBuf sound = Unpooled.directBuffer().writeByte(0xFC).writeZero(319);
      samples.add(new Sample(2, frame * 20_000L, 0, true, sound));
    }
    samples.sort(Comparator.comparingLong(Sample::dtsMicros));
    out = Unpooled.directBuffer(OUT_BYTES);
    written = Unpooled.directBuffer(OUT_BYTES);
    muxer = new OggMuxer();
    muxer.track(Track.of(1, new Codec.Vp8(Picture.ofSize(640, 360))), out);
    muxer.track(Track.of(2, OpusHead.of(2)), out);
    muxer.header(written);
    write();
    written.writeBytes(out.slice());
  }

  /// Lets go of all memory.
  @TearDown
  public void close() {
    samples.forEach(sample -> sample.payload().release());
    out.release();
    written.release();
  }

  /// Writes all samples.
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public int write() {
    out.clear();
    for (Sample sample : samples) {
      sample.payload().readerIndex(0);
      muxer.sample(sample, out);
    }
    return out.writerIndex();
  }

  /// Reads what was written, with the headers.
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public long read() {
    try (OggReader reader = new OggReader(counting)) {
      reader.read(written.slice());
    }
    return counting.bytes;
  }

  /// Copies what was written.
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public int copy() {
    out.clear();
    out.writeBytes(written, 0, written.writerIndex());
    return out.writerIndex();
  }
}
