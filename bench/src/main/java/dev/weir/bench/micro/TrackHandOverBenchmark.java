package dev.weir.bench.micro;

import dev.weir.buffer.PagePool;
import dev.weir.buffer.TrackBuffer;
import dev.weir.buffer.TrackReader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Informs whether one buffer for all readers is enough, with no queue per viewer: a reader on
/// another core must keep up with a writer that never waits, and must not slow it down.
@State(Scope.Group)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first.
public class TrackHandOverBenchmark {
  private static final int SAMPLE_BYTES = 4096;
  private static final int KEPT_BYTES = 64 << 20;
  private static final int GROUP = 250;

  private SampleSource source;
  private TrackBuffer buffer;
  private TrackReader reader;
  private long order;

  /// What the reader found, each per second.
  @State(Scope.Thread)
  @AuxCounters
  public static class Found {
    /// Samples that were copied out.
    public long samples;

    /// Times that the reader had seen all.
    public long empty;

    /// Times that the writer was a whole buffer ahead.
    public long lapped;
  }

  /// An empty buffer and its reader.
  @Setup(Level.Iteration)
  public void open() {
    source = new SampleSource(SAMPLE_BYTES, GROUP);
    buffer =
        new TrackBuffer(
            SampleSource.TRACK, TimeUnit.HOURS.toMicros(1), KEPT_BYTES, new PagePool(KEPT_BYTES));
    reader = new TrackReader(buffer);
  }

  /// Lets go of all memory.
  @TearDown(Level.Iteration)
  public void close() {
    reader.close();
    buffer.close();
    source.release();
  }

  /// The writer, as fast as it can.
  @Benchmark
  @Group("beside")
  public void append() {
    buffer.append(source.next(), order++);
  }

  /// The reader, as fast as it can; a lapped one starts again at the newest keyframe.
  @Benchmark
  @Group("beside")
  public void read(Found found) {
    switch (reader.read()) {
      case READ -> found.samples++;
      case EMPTY -> {
        found.empty++;
        Thread.onSpinWait();
      }
      case LAPPED -> {
        found.lapped++;
        reader.seekNewestKeyframe();
      }
    }
  }
}
