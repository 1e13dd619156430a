package dev.weir.bench.micro;

import dev.weir.buffer.PagePool;
import dev.weir.buffer.TrackBuffer;
import dev.weir.buffer.TrackReader;
import dev.weir.buffer.TrackReader.Outcome;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Informs whether a sample may pass through a buffer for every viewer, however little it waits
/// for: two hand-overs between cores must be nothing beside a frame's 16 ms.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first.
public class TrackLatencyBenchmark {
  private static final int SAMPLE_BYTES = 4096;
  private static final int KEPT_BYTES = 1 << 20;
  private static final int GROUP = 25;

  private final PagePool pool = new PagePool(2 * KEPT_BYTES);

  private SampleSource source;
  private TrackBuffer there;
  private TrackBuffer back;
  private TrackReader returned;
  private Thread echo;
  private long order;

  /// Starts the thread that sends back all it reads.
  @Setup(Level.Iteration)
  public void open() {
    source = new SampleSource(SAMPLE_BYTES, GROUP);
    there = buffer();
    back = buffer();
    returned = new TrackReader(back);
    echo = Thread.ofPlatform().name("echo").start(() -> echo(there, back));
  }

  private TrackBuffer buffer() {
    return new TrackBuffer(SampleSource.TRACK, TimeUnit.HOURS.toMicros(1), KEPT_BYTES, pool);
  }

  private static void echo(TrackBuffer from, TrackBuffer to) {
    try (TrackReader reader = new TrackReader(from)) {
      reader.seek(0);
      long order = 0;
      while (!from.closed()) {
        if (reader.read() == Outcome.READ) {
          to.append(reader.sample(), order++);
        } else {
          Thread.onSpinWait();
        }
      }
    }
  }

  /// Stops the echo.
  @TearDown(Level.Iteration)
  public void close() throws InterruptedException {
    there.close();
    echo.join();
    back.close();
    returned.close();
    source.release();
  }

  /// A sample of 4 KB to another thread and back: two times append and read.
  @Benchmark
  public void roundTrip() {
    there.append(source.next(), order++);
    while (returned.read() != Outcome.READ) {
      Thread.onSpinWait();
    }
  }
}
