package dev.weir.bench.micro;

import dev.weir.buffer.PagePool;
import dev.weir.buffer.TrackBuffer;
import dev.weir.buffer.TrackReader;
import dev.weir.buffer.TrackReader.Outcome;
import dev.weir.media.Sample;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Informs whether samples are copied into pages and out again, or shared by reference count:
/// copying 4 KB must leave 2 million samples a second, [#copyOnly] being the most memory gives.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first.
public class TrackBufferBenchmark {
  private static final int SAMPLE_BYTES = 4096;

  /// What the buffer keeps: 1 MB stays in the caches, 64 MB does not.
  @Param({"1", "64"})
  public int keptMegabytes;

  /// Samples in a group of pictures: what is dropped at once.
  @Param({"1", "250"})
  public int group;

  private SampleSource source;
  private TrackBuffer buffer;
  private TrackReader reader;
  private UnsafeBuffer ring;
  private int ringAt; // in ring, of the next copy
  private long order;

  /// Fills the buffer to its cap.
  @Setup(Level.Iteration)
  public void fill() {
    int keptBytes = keptMegabytes << 20;
    source = new SampleSource(SAMPLE_BYTES, group);
    buffer =
        new TrackBuffer(
            SampleSource.TRACK, TimeUnit.HOURS.toMicros(1), keptBytes, new PagePool(keptBytes));
    ring = new UnsafeBuffer(ByteBuffer.allocateDirect(keptBytes));
    ring.setMemory(0, keptBytes, (byte) 0); // so that the pages are there
    ringAt = 0;
    for (int i = 0; i < 2 * keptBytes / SAMPLE_BYTES; i++) {
      buffer.append(source.next(), order++);
    }
    reader = new TrackReader(buffer);
  }

  /// Lets go of all memory.
  @TearDown(Level.Iteration)
  public void close() {
    reader.close();
    buffer.close();
    source.release();
  }

  /// One sample in; the oldest group out when the cap is reached.
  @Benchmark
  public void append() {
    buffer.append(source.next(), order++);
  }

  /// The same bytes into a ring of the same size, with nothing around it.
  @Benchmark
  public void copyOnly() {
    ring.putBytes(ringAt, source.payload().internalNioBuffer(0, SAMPLE_BYTES), 0, SAMPLE_BYTES);
    ringAt = ringAt + SAMPLE_BYTES == ring.capacity() ? 0 : ringAt + SAMPLE_BYTES;
  }

  /// One sample out, over and over all that is kept.
  @Benchmark
  public Sample read() {
    if (reader.read() != Outcome.READ) {
      reader.seek(buffer.tail());
      reader.read();
    }
    return reader.sample();
  }
}
