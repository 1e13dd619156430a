package dev.weir.av1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.Demuxer;
import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.ts.TsMuxer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Any bytes are samples that can be written again, or one of the media exceptions.
class ObuReaderFuzzTest {
  /// Writes everything that it is given.
  private static final class Writing implements TrackSink {
    private final TsMuxer muxer = new TsMuxer();
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
    read(new ObuReader(new Writing()), bytes);
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
