package dev.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkEncoderTest {
  @Test
  void writesAFullHeader() {
    ByteBuf out = Unpooled.buffer();
    ChunkEncoder encoder = new ChunkEncoder(128);
    encoder.begin(out, 4, MessageType.AUDIO, 1, 0x1234);
    out.writeMedium(0xAF0102);
    encoder.end(out);
    assertThat(ByteBufUtil.hexDump(out))
        .isEqualTo("04" + "001234" + "000003" + "08" + "01000000" + "af0102");
  }

  @Test
  void repeatsTheExtendedTimeInEachChunk() {
    ByteBuf out = Unpooled.buffer();
    ChunkEncoder encoder = new ChunkEncoder(2);
    encoder.begin(out, 6, MessageType.VIDEO, 1, 0xFF_FFFF);
    out.writeInt(0x01020304).writeByte(5);
    encoder.end(out);
    assertThat(ByteBufUtil.hexDump(out))
        .isEqualTo(
            "06"
                + "ffffff"
                + "000005"
                + "09"
                + "01000000"
                + "00ffffff"
                + "0102"
                + "c6"
                + "00ffffff"
                + "0304"
                + "c6"
                + "00ffffff"
                + "05");
  }

  @Test
  void announcesItsChunkSizeBeforeUsingIt() {
    ByteBuf out = Unpooled.buffer();
    ChunkEncoder encoder = new ChunkEncoder(128);
    encoder.announceChunkSize(out);
    assertThat(ByteBufUtil.hexDump(out))
        .isEqualTo("02" + "000000" + "000004" + "01" + "00000000" + "00010000");
    out.clear();
    encoder.begin(out, 6, MessageType.VIDEO, 1, 0);
    out.writeZero(1000);
    encoder.end(out);
    assertThat(out.readableBytes()).isEqualTo(1012);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 128, 5",
    "127, 128, 5",
    "128, 128, 5",
    "129, 128, 5",
    "256, 128, 16777215",
    "257, 128, 4294967295",
    "200000, 65536, 16777214",
    "200000, 65536, 16777215",
    "5000, 1, 16777216"
  })
  void decoderReadsWhatEncoderWrote(int size, int chunkBytes, long time) {
    for (ByteBuf out :
        List.of(ByteBufAllocator.DEFAULT.heapBuffer(), ByteBufAllocator.DEFAULT.directBuffer(16))) {
      byte[] body = new byte[size];
      new Random(size).nextBytes(body);
      ChunkEncoder encoder = new ChunkEncoder(chunkBytes);
      setChunkSize(out, chunkBytes);
      encoder.begin(out, 6, MessageType.VIDEO, 1, time);
      out.writeBytes(body);
      encoder.end(out);
      List<String> messages = new ArrayList<>();
      ChunkDecoder decoder =
          new ChunkDecoder(
              ByteBufAllocator.DEFAULT,
              (type, _, millis, payload) ->
                  messages.add(type + "@" + millis + ByteBufUtil.hexDump(payload)));
      decoder.decode(out);
      assertThat(messages).hasSize(2);
      assertThat(messages.getLast()).isEqualTo("9@" + time + ByteBufUtil.hexDump(body));
      assertThat(out.isReadable()).isFalse();
      decoder.close();
      out.release();
    }
  }

  private static void setChunkSize(ByteBuf out, int bytes) {
    ChunkEncoder encoder = new ChunkEncoder(128);
    encoder.begin(out, 2, MessageType.SET_CHUNK_SIZE, 0, 0);
    out.writeInt(bytes);
    encoder.end(out);
  }
}
