package dev.weir.bench.micro;

import dev.weir.mp4.Mp4Muxer;
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

/// Informs what a fragment for every sample costs beside FLV tags and TS packets, and whether it
/// allocates for each sample.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first.
public class Mp4MuxerBenchmark {
  private MuxedSecond second;

  /// A muxer that has told its tracks.
  @Setup
  public void open() {
    second = new MuxedSecond(new Mp4Muxer(Mp4Muxer.Start.STREAM));
  }

  /// Lets go of all memory.
  @TearDown
  public void close() {
    second.release();
  }

  /// A second of both tracks; the figure is for one sample.
  @Benchmark
  @OperationsPerInvocation(MuxedSecond.SAMPLES)
  public int sample() {
    return second.write();
  }
}
