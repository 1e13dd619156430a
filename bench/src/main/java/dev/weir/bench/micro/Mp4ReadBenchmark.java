package dev.weir.bench.micro;

import dev.weir.media.ByteSource;
import dev.weir.media.MediaFile;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.mp4.Mp4Demuxer;
import dev.weir.mp4.Mp4File;
import dev.weir.mp4.Mp4Muxer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
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

/// Informs how far reading MP4 is from copying it, by its index and as it comes.
///
/// The file is fragmented and has 250 frames of 40 KB, 10 MB in all, in off-heap memory.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first.
public class Mp4ReadBenchmark {
  private static final int FRAMES = 250;
  private static final int FRAME_BYTES = 40_000;
  private static final int PIECE_BYTES = 1 << 16;

  private ByteBuf stream;
  private ByteBuf copy;
  private Counting sink;
  private Mp4File file;

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

  /// The stream as a file.
  private record InMemory(ByteBuf bytes) implements ByteSource {
    @Override
    public long size() {
      return bytes.writerIndex();
    }

    @Override
    public int read(long position, ByteBuf out, int length) {
      int count = (int) Math.min(length, Math.max(0, size() - position));
      out.writeBytes(bytes, (int) position, count);
      return count;
    }

    @Override
    public void close() {}
  }

  /// Writes the file.
  @Setup
  public void open() throws IOException {
    SampleSource source = new SampleSource(FRAME_BYTES, 25);
    Mp4Muxer muxer = new Mp4Muxer(Mp4Muxer.Start.STREAM);
    stream = Unpooled.directBuffer();
    muxer.track(SampleSource.TRACK, stream);
    stream.clear();
    muxer.header(stream);
    for (int i = 0; i < FRAMES; i++) {
      muxer.sample(source.next(), stream);
    }
    source.release();
    copy = Unpooled.directBuffer(stream.readableBytes());
    sink = new Counting();
    file = Mp4File.open(new InMemory(stream));
  }

  /// Lets go of all memory.
  @TearDown
  public void close() throws IOException {
    file.close();
    stream.release();
    copy.release();
  }

  /// Reads all samples by the index.
  @Benchmark
  public long byIndex() throws IOException {
    try (MediaFile.Cursor cursor = file.open(0)) {
      while (cursor.read(sink)) {
        // Until there are no more.
      }
    }
    return sink.bytes;
  }

  /// Makes the index.
  @Benchmark
  public int index() throws IOException {
    return Mp4File.open(new InMemory(stream)).index().count();
  }

  /// Reads pieces of 64 KB as they come.
  @Benchmark
  public long asItComes() {
    try (Mp4Demuxer demuxer = new Mp4Demuxer(sink)) {
      int end = stream.writerIndex();
      for (int at = 0; at < end; at += PIECE_BYTES) {
        demuxer.read(stream.slice(at, Math.min(PIECE_BYTES, end - at)));
      }
    }
    return sink.bytes;
  }

  /// Copies the file.
  @Benchmark
  public int copy() {
    copy.clear().writeBytes(stream, 0, stream.writerIndex());
    return copy.writerIndex();
  }
}
