package dev.weir.mp4;

import dev.weir.media.MediaFile;
import dev.weir.media.MemorySource;
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

/// The MP4 files of the tests, and what can be done with them.
final class Mp4Files {
  static final Path DIRECTORY = Path.of("src", "test", "resources", "mp4");

  private Mp4Files() {}

  static byte[] load(String name) {
    try {
      return Files.readAllBytes(DIRECTORY.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String dump(byte[] mp4) {
    StringBuilder text = new StringBuilder();
    read(mp4, new SampleDump(text));
    return text.toString();
  }

  /// Reads all of a file by its index.
  static void read(byte[] mp4, TrackSink sink) {
    try (Mp4File file = Mp4File.open(new MemorySource(mp4), 100_000)) {
      file.tracks().forEach(sink::track);
      readFrom(file, 0, sink);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void readFrom(MediaFile file, int first, TrackSink sink) throws IOException {
    try (MediaFile.Cursor cursor = file.open(first)) {
      while (cursor.read(sink)) {
        // Until there are no more.
      }
    }
  }

  /// Reads as it comes, in one piece.
  static void push(byte[] mp4, TrackSink sink) {
    ByteBuf piece = Unpooled.wrappedBuffer(mp4);
    try (Mp4Demuxer demuxer = new Mp4Demuxer(sink)) {
      demuxer.read(piece);
      demuxer.end();
    } finally {
      piece.release();
    }
  }

  static String pushDump(byte[] mp4) {
    StringBuilder text = new StringBuilder();
    push(mp4, new SampleDump(text));
    return text.toString();
  }

  /// Takes everything.
  static final class Nobody implements TrackSink {
    @Override
    public void track(Track track) {}

    @Override
    public void sample(Sample sample) {}
  }
}
