package dev.weir.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyProtocolTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final String REST = "GET / HTTP/1.1";

  private final EmbeddedChannel channel = new Peer();

  private static final class Peer extends EmbeddedChannel {
    private Peer() {
      super(DefaultChannelId.newInstance());
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 999);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443, 192.0.2.1, 56324",
    "PROXY TCP6 2001:db8::1 2001:db8::2 1 443, 2001:db8:0:0:0:0:0:1, 1",
    "PROXY UNKNOWN, 10.0.0.1, 999",
    "PROXY UNKNOWN ffff::1 ffff::2 1 2, 10.0.0.1, 999"
  })
  void readsALineAtEverySplit(String line, String address, int port) {
    byte[] bytes = (line + "\r\n" + REST).getBytes(StandardCharsets.US_ASCII);
    atEverySplit(bytes, address, port);
  }

  @ParameterizedTest
  @CsvSource({
    "2111000cc0000201c6336401dc0401bb, 192.0.2.1, 56324",
    "21110010c0000201c6336401dc0401bb04000141, 192.0.2.1, 56324",
    "2121002420010db800000000000000000000000120010db8000000000000000000000002000101bb,"
        + " 2001:db8:0:0:0:0:0:1, 1",
    "20000000, 10.0.0.1, 999",
    "21310004aabbccdd, 10.0.0.1, 999"
  })
  void readsBinaryAtEverySplit(String hex, String address, int port) {
    byte[] header = HexFormat.of().parseHex(SIGNATURE + hex);
    byte[] rest = REST.getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = Arrays.copyOf(header, header.length + rest.length);
    System.arraycopy(rest, 0, bytes, header.length, rest.length);
    atEverySplit(bytes, address, port);
  }

  private static void atEverySplit(byte[] bytes, String address, int port) {
    for (int split = 0; split <= bytes.length; split++) {
      EmbeddedChannel channel = new Peer();
      ProxyProtocol.listen(channel, _ -> true);
      channel.writeInbound(Unpooled.wrappedBuffer(bytes, 0, split));
      channel.writeInbound(Unpooled.wrappedBuffer(bytes, split, bytes.length - split));
      assertThat(received(channel)).isEqualTo(REST);
      assertThat(ProxyProtocol.peer(channel).getAddress().getHostAddress()).isEqualTo(address);
      assertThat(ProxyProtocol.peer(channel).getPort()).isEqualTo(port);
      channel.finishAndReleaseAll();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST / HTTP/1.1", "\u0003rtmp", "P", "\r\nGET /"})
  void leavesOtherConnectionsAsTheyAre(String bytes) {
    ProxyProtocol.listen(channel, _ -> true);
    channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
    channel.writeInbound(Unpooled.copiedBuffer("more", StandardCharsets.US_ASCII));
    assertThat(received(channel)).isEqualTo(bytes + "more");
    assertThat(ProxyProtocol.peer(channel).getPort()).isEqualTo(999);
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "50524f585920544350342031203220332034350d0a", // an address that is none
        "50524f5859205443503420312e312e312e3120310d0a", // too few words
        "50524f585920554450342031203220332034350d0a", // UDP
        "50524f58592055" + "41", // grows below
        SIGNATURE + "3111000cc0000201c6336401dc0401bb", // version 3
        SIGNATURE + "21110004c0000201", // shorter than its addresses
        SIGNATURE + "2111ffff" // longer than allowed
      })
  void closesOnWhatIsMalformed(String hex) {
    ProxyProtocol.listen(channel, _ -> true);
    byte[] bytes = HexFormat.of().parseHex(hex);
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    if (channel.isOpen()) {
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[200]));
    }
    assertThat(channel.isOpen()).isFalse();
    assertThat(received(channel)).isEmpty();
    channel.finishAndReleaseAll();
  }

  @Test
  void doesNotListenToStrangers() {
    ProxyProtocol.listen(channel, _ -> false);
    String line = "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n";
    channel.writeInbound(Unpooled.copiedBuffer(line, StandardCharsets.US_ASCII));
    assertThat(received(channel)).isEqualTo(line);
    assertThat(ProxyProtocol.peer(channel).getPort()).isEqualTo(999);
    channel.finishAndReleaseAll();
  }

  private static String received(EmbeddedChannel from) {
    StringBuilder text = new StringBuilder();
    for (ByteBuf bytes = from.readInbound(); bytes != null; bytes = from.readInbound()) {
      text.append(bytes.toString(StandardCharsets.US_ASCII));
      bytes.release();
    }
    return text.toString();
  }
}
