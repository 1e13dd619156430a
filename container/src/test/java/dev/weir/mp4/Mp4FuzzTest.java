package dev.weir.mp4;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Any bytes are tracks and samples, or one of the media exceptions.
class Mp4FuzzTest {
  @FuzzTest
  void anyFile(byte[] bytes) {
    try {
      Mp4Files.read(bytes, new Mp4Files.Nobody());
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }

  @FuzzTest
  void anyBytesAsTheyCome(byte[] bytes) {
    try {
      Mp4Files.push(bytes, new Mp4Files.Nobody());
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }

  @FuzzTest
  void anySegmentBesideItsInitialization(byte[] bytes) {
    ByteBuf init = Unpooled.buffer();
    InitSegment.write(Track.of(1, Codecs.AVC), new Timescale(10_000_000), init);
    try {
      SegmentReader.of(init).read(Unpooled.wrappedBuffer(bytes));
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }

  @FuzzTest
  void anyBootstrap(byte[] bytes) {
    try {
      Bootstrap.read(Unpooled.wrappedBuffer(bytes));
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }
}
