package dev.weir.ts;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Any bytes are tracks and samples that can be written again, or one of the media exceptions.
class TsFuzzTest {
  /// Writes everything that it is given.
  private static final class Writing implements TrackSink {
    private final TsMuxer muxer = new TsMuxer();
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
  void anyStream(byte[] bytes) {
    read(bytes);
  }

  /// Every 184 bytes are the payload of a packet: noise seldom finds sync bytes by itself.
  @FuzzTest
  void anyPayloads(byte[] bytes) {
    ByteBuf stream = Unpooled.buffer();
    TsMuxer muxer = new TsMuxer();
    muxer.track(TsMuxerTest.VIDEO, stream);
    muxer.track(TsMuxerTest.AUDIO, stream);
    muxer.sample(TsMuxerTest.video(0, true, 100), stream);
    for (int at = 0; at + 184 < bytes.length; at += 184) {
      boolean audio = (bytes[at] & 1) == 1;
      boolean start = (bytes[at] & 2) == 2;
      stream.writeByte(0x47).writeShort((start ? 0x4000 : 0) | (audio ? 0x102 : 0x101));
      stream.writeByte(0x10 | ((at / 184) & 0x0F)).writeBytes(bytes, at, 184);
    }
    byte[] packets = new byte[stream.readableBytes()];
    stream.readBytes(packets);
    read(packets);
  }

  private static void read(byte[] bytes) {
    try {
      TsFiles.read(bytes, new Writing(), TsDemuxer.ANY_PROGRAM);
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }
}
