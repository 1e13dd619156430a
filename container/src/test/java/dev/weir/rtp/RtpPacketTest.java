package dev.weir.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtpPacketTest {
  private static final String PLAIN = "80 e0 1234 89abcdef 01020304 aabbcc";
  private static final String EVERYTHING =
      "b2 60 ffff 00000001 ffffffff 11111111 22222222 bede0002 10 aa 0021bbcc 0000 0d01 000003";

  private static RtpPacket read(String hex) {
    RtpPacket packet = new RtpPacket();
    packet.read(Unpooled.wrappedBuffer(Octets.ofHex(hex).toByteArray()));
    return packet;
  }

  private static Octets payload(RtpPacket packet) {
    return Octets.copyOf(packet.buffer(), packet.payloadIndex(), packet.payloadBytes());
  }

  @Test
  void readsAHeader() {
    RtpPacket packet = read(PLAIN);
    assertThat(packet.marker()).isTrue();
    assertThat(packet.payloadType()).isEqualTo(96);
    assertThat(packet.sequence()).isEqualTo(0x1234);
    assertThat(packet.timestamp()).isEqualTo(0x89abcdefL);
    assertThat(packet.ssrc()).isEqualTo(0x01020304);
    assertThat(payload(packet)).isEqualTo(Octets.ofHex("aabbcc"));
  }

  @Test
  void passesOverSourcesExtensionAndPadding() {
    RtpPacket packet = read(EVERYTHING);
    assertThat(packet.marker()).isFalse();
    assertThat(payload(packet)).isEqualTo(Octets.ofHex("0d01"));
    assertThat(packet.extensions().find(1)).isTrue();
    assertThat(packet.extensions().find(9)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "80e012348a, RTP packet: 5 bytes",
    "40e01234 89abcdef 01020304, version 1",
    "8fe01234 89abcdef 01020304 aabbcc, header has 72",
    "90e01234 89abcdef 01020304 bede, extension at byte 12",
    "90e01234 89abcdef 01020304 bedeffff 00, extension of 262140 bytes",
    "a0e01234 89abcdef 01020304 aabbff, padding 255",
  })
  void refusesLengthsThatLie(String hex, String message) {
    assertThatThrownBy(() -> read(hex))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining(message);
  }

  @Test
  void writesWhatItReads() {
    ByteBuf out = Unpooled.buffer();
    RtpPacket.writeHeader(true, 96, 0x1234, 0x89abcdefL, 0x01020304, out);
    assertThat(Octets.copyOf(out).toHex()).isEqualTo("80e0123489abcdef01020304");
  }

  @Test
  void tellsRtcpFromRtp() {
    assertThat(RtpPacket.isRtcp(Unpooled.wrappedBuffer(new byte[] {(byte) 0x80, (byte) 200})))
        .isTrue();
    assertThat(RtpPacket.isRtcp(Unpooled.wrappedBuffer(new byte[] {(byte) 0x80, (byte) 0xe0})))
        .isFalse();
  }

  @Test
  void onlyRefusesDamagedPackets() {
    Mutations.onlyMediaExceptions(
        Octets.ofHex(EVERYTHING),
        bytes -> {
          RtpPacket packet = new RtpPacket();
          packet.read(Unpooled.wrappedBuffer(bytes.toByteArray()));
          HeaderExtensions extensions = packet.extensions();
          while (extensions.next()) {
            Octets.copyOf(packet.buffer(), extensions.index(), extensions.length());
          }
        });
  }
}
