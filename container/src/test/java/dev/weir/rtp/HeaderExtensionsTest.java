package dev.weir.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderExtensionsTest {
  private static final String HEADER = "90e0000100000000deadbeef";

  private static List<String> elements(String extension) {
    RtpPacket packet = new RtpPacket();
    packet.read(Unpooled.wrappedBuffer(Octets.ofHex(HEADER + extension).toByteArray()));
    return elements(packet);
  }

  private static List<String> elements(RtpPacket packet) {
    List<String> elements = new ArrayList<>();
    HeaderExtensions extensions = packet.extensions();
    while (extensions.next()) {
      Octets data = Octets.copyOf(packet.buffer(), extensions.index(), extensions.length());
      elements.add(extensions.id() + " " + data.toHex());
    }
    return elements;
  }

  @Test
  void readsTheOneByteForm() {
    assertThat(elements("bede0002 10aa 00 52bbccdd 00")).containsExactly("1 aa", "5 bbccdd");
  }

  @Test
  void readsTheTwoByteFormWithEmptyElements() {
    assertThat(elements("10000002 0100 1102aabb 0000")).containsExactly("1 ", "17 aabb");
  }

  @Test
  void stopsAtTheReservedIdentifier() {
    assertThat(elements("bede0001 10aa f0bb")).containsExactly("1 aa");
  }

  @Test
  void stopsAtAnElementThatRunsPastTheEnd() {
    assertThat(elements("bede0001 10aa 23bb")).containsExactly("1 aa");
    assertThat(elements("10000001 01ff aabb")).isEmpty();
  }

  @Test
  void hasNoElementsInOtherProfiles() {
    assertThat(elements("12340001 10aa 0000")).isEmpty();
  }

  @Test
  void writesBothForms() {
    for (int profile : new int[] {HeaderExtensions.ONE_BYTE, HeaderExtensions.TWO_BYTE}) {
      ByteBuf out = Unpooled.buffer();
      RtpPacket.writeHeader(false, 96, 1, 0, 1, out);
      int start = HeaderExtensions.begin(profile, 0, out);
      HeaderExtensions.writeElement(profile, 3, 2, out);
      out.writeShort(0x1234);
      HeaderExtensions.writeElement(profile, 4, 1, out);
      out.writeByte(0x30);
      HeaderExtensions.end(start, out);
      out.writeByte(0x77);
      RtpPacket packet = new RtpPacket();
      packet.read(out);
      assertThat(elements(packet)).containsExactly("3 1234", "4 30");
      assertThat(packet.payloadBytes()).isEqualTo(1);
    }
  }

  @Test
  void refusesToWriteWhatAFormCannotSay() {
    assertThatThrownBy(() ->
            HeaderExtensions.writeElement(HeaderExtensions.ONE_BYTE, 15, 1, Unpooled.EMPTY_BUFFER))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            HeaderExtensions.writeElement(HeaderExtensions.TWO_BYTE, 1, 256, Unpooled.EMPTY_BUFFER))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
