package dev.weir.bench.formats;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Every reader and writer of files beside a copy of the same bytes: the figures are for a whole
/// file. [FileRates] says the same in GB/s and times a copy, and beside FFmpeg.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first.
public class FileBenchmark {
  /// The format; all of them if none is chosen (`-p format=TS`).
  @Param public FileRow format;

  private FileWork work;

  /// Makes the file.
  @Setup
  public void open() throws IOException {
    work = new FileWork(format);
  }

  /// Lets go of it.
  @TearDown
  public void close() {
    work.close();
  }

  /// Reads it.
  @Benchmark
  public long read() {
    Counting sink = new Counting();
    work.read(sink);
    return sink.samples();
  }

  /// Writes it.
  @Benchmark
  public void write() {
    work.write();
  }

  /// Copies it.
  @Benchmark
  public void copy() {
    work.copy();
  }
}
