package dev.weir.ogg;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.DemuxerFacts;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import dev.weir.theora.TheoraHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Any bytes are tracks and samples that can be written again, or one of the media exceptions.
class OggFuzzTest {
  @FuzzTest
  void anyFile(byte[] bytes) {
    DemuxerFacts.readAndWrite(bytes, new OggMuxer(), OggReader::new);
  }

  /// The same with checksums made right: each packet after its length, on a page of its own.
  @FuzzTest
  void anyPackets(byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    ByteBuf out = Unpooled.buffer();
    if (in.readableBytes() > 2) {
      Octets first =
          Octets.copyOf(in.readSlice(Math.min(in.readUnsignedByte(), in.readableBytes())));
      PageWriter pages = new PageWriter(1, java.util.List.of(first));
      pages.firstHeader(out);
      while (in.readableBytes() > 2) {
        long granule = in.readByte() * 1_000L;
        int length = Math.min(in.readUnsignedByte(), in.readableBytes());
        pages.packet(in.readSlice(length), granule, out);
      }
    }
    DemuxerFacts.readAndWrite(Octets.copyOf(out).toByteArray(), new OggMuxer(), OggReader::new);
  }

  @FuzzTest
  void anyTheoraHeader(byte[] bytes) {
    try {
      TheoraHeaders.parse(Octets.of(bytes));
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }
}
