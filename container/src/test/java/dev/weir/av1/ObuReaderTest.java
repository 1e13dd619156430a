package dev.weir.av1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.DemuxerFacts;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.testkit.Golden;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObuReaderTest {
  private static final byte[] FILE = DemuxerFacts.load("rawvideo/av1.obu");

  private static String dump(byte[] bytes) {
    return DemuxerFacts.dump(bytes, ObuReader::new);
  }

  @Test
  void readsWhatFfmpegWrites() {
    Golden.assertMatches(dump(FILE), "rawvideo/av1.obu.dump");
    DemuxerFacts.readsTheSameInPieces(Arrays.copyOf(FILE, 2000), ObuReader::new);
    DemuxerFacts.refusesTurnedBits(FILE, 500, ObuReader::new);
    DemuxerFacts.resumesWithoutTimes(FILE, ObuReader::new);
  }

  @Test
  void readsTheLengthDelimitedForm() {
    byte[] delimited = lengthDelimited(Unpooled.wrappedBuffer(FILE));
    assertThat(dump(delimited)).isEqualTo(dump(FILE));
  }

  /// Each temporal unit as one frame unit, its OBUs without their own sizes.
  private static byte[] lengthDelimited(ByteBuf in) {
    ByteBuf out = Unpooled.buffer();
    ByteBuf unit = Unpooled.buffer();
    int end = in.writerIndex();
    for (int at = 0, size; at < end; at += size) {
      size = Obus.sizeAt(in, at, end);
      if (Obus.type(in.getByte(at)) == Obus.TEMPORAL_DELIMITER) {
        writeUnit(unit, out);
      }
      int payload = Obus.payloadAt(in, at, at + size);
      Obus.writeLeb128(1 + at + size - payload, unit);
      unit.writeByte(in.getByte(at) & ~2).writeBytes(in, payload, at + size - payload);
    }
    writeUnit(unit, out);
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  private static void writeUnit(ByteBuf unit, ByteBuf out) {
    if (unit.isReadable()) {
      ByteBuf frame = Unpooled.buffer();
      Obus.writeLeb128(unit.readableBytes(), frame);
      frame.writeBytes(unit);
      Obus.writeLeb128(frame.readableBytes(), out);
      out.writeBytes(frame);
      unit.clear();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1200 08 00",
        "1200 0affffffff0f",
        "ffffffff7f 00",
        "05 ff7f 000000",
        "04 03 ff 0000"
      })
  void refusesSizesThatLie(String hex) {
    assertThatThrownBy(() -> dump(Octets.ofHex(hex).toByteArray()))
        .isInstanceOf(MalformedMediaException.class);
  }
}
