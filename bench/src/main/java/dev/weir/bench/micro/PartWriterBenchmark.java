package dev.weir.bench.micro;

import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.mp4.PartWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
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

/// Informs how far making CMAF parts is from copying their payloads, and whether it allocates for
/// each sample: segment stores make every part once, and again when an old one is asked for.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first.
public class PartWriterBenchmark {
  /// Half a second at 25 frames a second, as one part.
  private static final int SAMPLES = 12;

  private static final int SAMPLE_BYTES = 10_000;

  private PartWriter part;
  private List<Sample> samples;
  private ByteBuf out;

  /// Makes the samples.
  @Setup
  public void open() {
    Track track = Track.of(1, new Codec.Vp8(Picture.ofSize(1280, 720)));
    part = new PartWriter(track);
    samples = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      ByteBuf payload = Unpooled.directBuffer(SAMPLE_BYTES).writeZero(SAMPLE_BYTES);
      samples.add(new Sample(1, i * 40_000L, 0, i == 0, payload));
    }
    out = Unpooled.directBuffer(2 * SAMPLES * SAMPLE_BYTES);
  }

  /// Lets go of all memory.
  @TearDown
  public void close() {
    samples.forEach(sample -> sample.payload().release());
    out.release();
  }

  /// A part; the figure is for one sample.
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public int part() {
    part.begin(1, SAMPLES, out.clear());
    for (int i = 0; i < SAMPLES; i++) {
      part.sample(samples.get(i), out);
    }
    part.end(SAMPLES * 40_000L, out);
    return out.writerIndex();
  }

  /// The same payloads, merely copied.
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public int copy() {
    out.clear();
    for (int i = 0; i < SAMPLES; i++) {
      ByteBuf payload = samples.get(i).payload();
      out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    }
    return out.writerIndex();
  }
}
