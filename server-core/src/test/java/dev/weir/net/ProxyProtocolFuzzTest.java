package dev.weir.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;

/// Any bytes say who made the connection, or are left as they are, or close it; however they come.
class ProxyProtocolFuzzTest {
  private static final class Peer extends EmbeddedChannel {
    private Peer() {
      super(DefaultChannelId.newInstance());
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 999);
    }
  }

  @FuzzTest
  void anyBytes(byte[] bytes) {
    int split = bytes.length == 0 ? 0 : Byte.toUnsignedInt(bytes[0]) % bytes.length;
    Peer channel = new Peer();
    ProxyProtocol.listen(channel, _ -> true);
    channel.writeInbound(Unpooled.wrappedBuffer(Arrays.copyOf(bytes, split)));
    if (channel.isOpen()) {
      channel.writeInbound(Unpooled.wrappedBuffer(Arrays.copyOfRange(bytes, split, bytes.length)));
    }
    assertThat(ProxyProtocol.peer(channel).isUnresolved()).isFalse();
    channel.finishAndReleaseAll();
  }
}
