package dev.weir.bench.micro;

import dev.weir.matroska.DocType;
import dev.weir.matroska.MatroskaDemuxer;
import dev.weir.matroska.MatroskaMuxer;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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

/// Informs what reading Matroska costs beside copying the same payload, which is what its sink does
/// at the least.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first.
public class MatroskaDemuxerBenchmark {
  private static final int COPY_BYTES = 1 << 20;

  private MuxedSecond second;
  private MatroskaDemuxer demuxer;
  private ByteBuf copy;
  private ByteBuf plain;

  /// A demuxer that has read the tracks.
  @Setup
  public void open() {
    MatroskaMuxer muxer = new MatroskaMuxer(DocType.MATROSKA);
    second = new MuxedSecond(muxer);
    copy = Unpooled.directBuffer(COPY_BYTES);
    plain = Unpooled.directBuffer(COPY_BYTES);
    demuxer = new MatroskaDemuxer(TrackSink.ofSamples(sample -> copy.writeBytes(sample.payload())));
    ByteBuf header = Unpooled.buffer();
    muxer.header(header);
    demuxer.read(header);
    second.write();
  }

  /// Lets go of all memory.
  @TearDown
  public void close() {
    demuxer.close();
    second.release();
    copy.release();
    plain.release();
  }

  /// A second of both tracks, payload copied; the figure is for one sample.
  @Benchmark
  @OperationsPerInvocation(MuxedSecond.SAMPLES)
  public int sample() {
    copy.clear();
    demuxer.resume(0);
    demuxer.read(second.written());
    return copy.writerIndex();
  }

  /// The same bytes, copied whole; the figure is for one sample.
  @Benchmark
  @OperationsPerInvocation(MuxedSecond.SAMPLES)
  public int copy() {
    plain.clear();
    plain.writeBytes(second.written());
    return plain.writerIndex();
  }
}
