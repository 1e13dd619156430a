package dev.weir.flv;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Any bytes are tracks and samples that can be written again, or one of the media exceptions.
class FlvFuzzTest {
  /// Writes everything that it is given.
  private static final class Writing implements TrackSink {
    private final FlvMuxer muxer = new FlvMuxer();
    private final ByteBuf out = Unpooled.buffer();

    @Override
    public void track(Track track) {
      muxer.track(track, out.clear());
    }

    @Override
    public void sample(Sample sample) {
      muxer.sample(sample, out.clear());
    }
  }

  @FuzzTest
  void anyFile(byte[] bytes) {
    try {
      FlvFiles.read(bytes, new Writing());
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }

  @FuzzTest
  void anyBodies(byte[] bytes) {
    FlvBodyReader reader = new FlvBodyReader(new Writing());
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    try {
      // Each body after its type (any but the two others is video) and its length.
      while (in.readableBytes() >= 2) {
        int type = in.readUnsignedByte();
        int bodyBytes = Math.min(in.readUnsignedByte(), in.readableBytes());
        boolean known = type == FlvTag.AUDIO || type == FlvTag.SCRIPT;
        reader.read(known ? type : FlvTag.VIDEO, 0, in.readSlice(bodyBytes));
      }
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }
}
