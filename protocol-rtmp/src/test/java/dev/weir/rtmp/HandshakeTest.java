package dev.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.rtmp.DigestScheme.Signer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
  private final RandomGenerator random = new Random(7);
  private final ByteBuf toServer = Unpooled.buffer();
  private final ByteBuf toClient = Unpooled.buffer();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bothOurSidesAgree(boolean signed) {
    Handshake server = Handshake.ofServer(random);
    Handshake client = Handshake.ofClient(signed, random, toServer);
    assertThat(server.read(toServer, toClient)).isFalse();
    assertThat(client.read(toClient, toServer)).isTrue();
    assertThat(server.read(toServer, toClient)).isTrue();
    assertThat(server.outcome()).isEqualTo(signed ? "digest FIRST" : "plain");
    assertThat(client.outcome()).isEqualTo(server.outcome());
    assertThat(toServer.isReadable() || toClient.isReadable()).isFalse();
  }

  @Test
  void plainAnswerIsTheEcho() {
    Handshake server = Handshake.ofServer(random);
    byte[] c1 = packet();
    toServer.writeByte(3).writeBytes(c1);
    server.read(toServer, toClient);
    assertThat(toClient.readableBytes()).isEqualTo(Handshake.PEER_BYTES);
    byte[] s2 = new byte[1536];
    toClient.getBytes(1537, s2);
    assertThat(s2).isEqualTo(c1);
  }

  @ParameterizedTest
  @EnumSource
  void serverSignsInTheSchemeOfTheClient(DigestScheme scheme) {
    byte[] c1 = signed(scheme);
    toServer.writeByte(3).writeBytes(c1);
    Handshake server = Handshake.ofServer(random);
    server.read(toServer, toClient);
    byte[] s1 = new byte[1536];
    byte[] s2 = new byte[1536];
    toClient.skipBytes(1).readBytes(s1).readBytes(s2);
    assertThat(DigestScheme.of(s1, Signer.SERVER)).contains(scheme);
    assertThat(DigestScheme.isAnswer(s2, scheme.found(c1), Signer.SERVER)).isTrue();
  }

  @Test
  void packetWithAVersionButNoDigestIsPlain() {
    byte[] c1 = packet();
    c1[4] = 9;
    toServer.writeByte(3).writeBytes(c1).writeBytes(c1);
    Handshake server = Handshake.ofServer(random);
    assertThat(server.read(toServer, toClient)).isTrue();
    assertThat(server.outcome()).startsWith("plain");
  }

  @Test
  void wrongAnswerIsToleratedAndNamed() {
    Handshake server = Handshake.ofServer(random);
    toServer.writeByte(3).writeBytes(packet()).writeZero(1536);
    assertThat(server.read(toServer, toClient)).isTrue();
    assertThat(server.outcome()).isEqualTo("plain, wrong answer");
  }

  @Test
  void wrongAnswerOfAServerIsToleratedAndNamed() {
    Handshake client = Handshake.ofClient(false, random, toServer);
    toClient.writeByte(3).writeBytes(packet()).writeZero(1536);
    assertThat(client.read(toClient, toServer)).isTrue();
    assertThat(client.outcome()).isEqualTo("plain, wrong answer");
  }

  @Test
  void takesItByteByByteAndLeavesTheChunks() {
    Handshake client = Handshake.ofClient(true, random, toServer);
    Handshake server = Handshake.ofServer(random);
    ByteBuf bytes = Unpooled.buffer();
    while (toServer.isReadable()) {
      bytes.writeByte(toServer.readByte());
      assertThat(server.read(bytes, toClient)).isFalse();
    }
    client.read(toClient, toServer);
    toServer.writeByte(0x02);
    boolean done = false;
    while (!done) {
      bytes.writeByte(toServer.readByte());
      done = server.read(bytes, toClient);
    }
    assertThat(toServer.readByte()).isEqualTo((byte) 0x02);
  }

  @Test
  void versionsOfOtherTimesAreAnsweredWithOurs() {
    toServer.writeByte(31).writeBytes(packet());
    Handshake.ofServer(random).read(toServer, toClient);
    assertThat(toClient.readByte()).isEqualTo((byte) 3);
  }

  @Test
  void refusesTextProtocols() {
    toServer.writeBytes("GET / HTTP/1.1\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> Handshake.ofServer(random).read(toServer, toClient))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("RTMP handshake at byte 0: version 71, allowed is 3");
  }

  @Test
  void refusesEncryption() {
    toServer.writeByte(6);
    assertThatThrownBy(() -> Handshake.ofServer(random).read(toServer, toClient))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("RTMPE");
  }

  private byte[] packet() {
    byte[] packet = new byte[1536];
    random.nextBytes(packet);
    Arrays.fill(packet, 0, 8, (byte) 0);
    return packet;
  }

  private byte[] signed(DigestScheme scheme) {
    byte[] packet = packet();
    packet[4] = 9;
    scheme.sign(packet, Signer.PLAYER);
    return packet;
  }
}
