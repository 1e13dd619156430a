package dev.weir.h26x;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.DemuxerFacts;
import dev.weir.media.MediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Any bytes are samples that can be written again, or one of the media exceptions.
class AnnexBFuzzTest {
  @FuzzTest
  void anyAvc(byte[] bytes) {
    DemuxerFacts.readAndWrite(bytes, new AnnexBMuxer(), AnnexBReader::avc);
  }

  @FuzzTest
  void anyHevc(byte[] bytes) {
    DemuxerFacts.readAndWrite(bytes, new AnnexBMuxer(), AnnexBReader::hevc);
  }

  @FuzzTest
  void anyMpeg2(byte[] bytes) {
    try (AccessUnitSplitter splitter =
        AccessUnitSplitter.mpeg2(1 << 16, (unit, _, _) -> look(unit))) {
      splitter.read(Unpooled.wrappedBuffer(bytes));
      splitter.flush();
    } catch (MediaException _) {
      // A unit over the limit.
    }
  }

  private static void look(ByteBuf unit) {
    Mpeg2Unit.isKeyframe(unit);
    Mpeg2Unit.codec(unit);
    Mpeg2Unit.isClosedGroup(unit);
  }
}
