package dev.weir.bench.micro;

import dev.weir.rtmp.RtmpFormat;
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

/// Informs whether chunks of RTMP are written once for all viewers or once for each: their cost
/// beside that of FLV, which has the same bodies, and whether they allocate for each sample.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first.
public class RtmpMuxerBenchmark {
  private MuxedSecond second;

  /// A muxer that has told its tracks.
  @Setup
  public void open() {
    second = new MuxedSecond(RtmpFormat.toPlayers(true, true).muxer(List.of()));
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
