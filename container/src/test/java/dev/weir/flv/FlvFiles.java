package dev.weir.flv;

import dev.weir.media.Sample;
import dev.weir.media.SampleDump;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/// The FLV files of the tests, and what can be done with them.
final class FlvFiles {
  static final Path DIRECTORY = Path.of("src", "test", "resources", "flv");

  private FlvFiles() {}

  static byte[] load(String name) {
    try {
      return Files.readAllBytes(DIRECTORY.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads `flv` in one piece.
  static void read(byte[] flv, TrackSink sink) {
    ByteBuf piece = Unpooled.wrappedBuffer(flv);
    try (FlvReader reader = new FlvReader(sink)) {
      reader.read(piece);
    } finally {
      piece.release();
    }
  }

  static String dump(byte[] flv) {
    StringBuilder text = new StringBuilder();
    read(flv, new SampleDump(text));
    return text.toString();
  }

  /// The dump without script data, which a muxer writes anew.
  static String dumpMedia(byte[] flv) {
    return dump(flv)
        .lines()
        .filter(line -> !line.startsWith("3 ") && !line.startsWith("track 3 "))
        .collect(Collectors.joining("\n"));
  }

  /// Reads `flv` and writes it again: all tracks in the header, then all samples.
  static byte[] remux(byte[] flv) {
    FlvMuxer muxer = new FlvMuxer();
    ByteBuf out = Unpooled.buffer();
    read(flv, new Remuxer(muxer, out, false));
    out.clear();
    muxer.header(out);
    read(flv, new Remuxer(muxer, out, true));
    byte[] written = new byte[out.readableBytes()];
    out.readBytes(written);
    out.release();
    return written;
  }

  private record Remuxer(FlvMuxer muxer, ByteBuf out, boolean withSamples) implements TrackSink {
    @Override
    public void track(Track track) {
      if (!withSamples) {
        muxer.track(track, out);
      }
    }

    @Override
    public void sample(Sample sample) {
      if (withSamples) {
        muxer.sample(sample, out);
      }
    }
  }
}
