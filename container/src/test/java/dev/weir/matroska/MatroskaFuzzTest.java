package dev.weir.matroska;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Any bytes are tracks and samples that can be written again, or one of the media exceptions.
class MatroskaFuzzTest {
  /// Writes everything that it is given.
  private static final class Writing implements TrackSink {
    private final MatroskaMuxer muxer = new MatroskaMuxer(DocType.MATROSKA);
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
  void anyFile(byte[] bytes) {
    try {
      MatroskaFiles.read(bytes, new Writing());
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }
}
