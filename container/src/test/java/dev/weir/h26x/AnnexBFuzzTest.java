package dev.weir.h26x;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.Demuxer;
import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Any bytes are samples that can be written again, or one of the media exceptions.
class AnnexBFuzzTest {
  /// Writes everything that it is given.
  private static final class Writing implements TrackSink {
    private final AnnexBMuxer muxer = new AnnexBMuxer();
    private final ByteBuf out = Unpooled.buffer();

    @Override
    public void track(Track track) {
      muxer.track(track, out.clear());
      muxer.header(out);
    }

    @Override
    public void sample(Sample sample) {
      muxer.sample(sample, out.clear());
    }
  }

  @FuzzTest
  void anyAvc(byte[] bytes) {
    read(AnnexBReader.avc(new Writing()), bytes);
  }

  @FuzzTest
  void anyHevc(byte[] bytes) {
    read(AnnexBReader.hevc(new Writing()), bytes);
  }

  private static void read(Demuxer demuxer, byte[] bytes) {
    try (demuxer) {
      demuxer.read(Unpooled.wrappedBuffer(bytes));
      demuxer.end();
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }
}
