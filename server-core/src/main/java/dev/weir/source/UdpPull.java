package dev.weir.source;

import dev.weir.config.StreamSource;
import dev.weir.media.Demuxer;
import dev.weir.ts.TsDemuxer;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/// MPEG-TS in datagrams, to an address of ours or to a group.
///
/// Bytes that are no transport stream are passed over, whoever sends them.
final class UdpPull implements Pull {
  private static final int MAX_DATAGRAM_BYTES = 65_536;

  /// A second of 16 Mbit/s: the kernel keeps it while a loaded machine does something else.
  private static final int RECEIVE_BUFFER_BYTES = 2 << 20;

  private final StreamSource.Udp source;

  private UdpPull(StreamSource.Udp source) {
    this.source = source;
  }

  /// All of them.
  static PullKind kind() {
    return new PullKind() {
      @Override
      public boolean pulls(StreamSource source) {
        return source instanceof StreamSource.Udp;
      }

      @Override
      public Pull pull(StreamSource source) {
        return new UdpPull((StreamSource.Udp) source);
      }
    };
  }

  @Override
  public End run(PullSink sink) throws IOException, InterruptedException {
    try (DatagramChannel channel = open();
        Demuxer demuxer = new TsDemuxer(sink, source.program())) {
      ByteBuffer datagram = ByteBuffer.allocate(MAX_DATAGRAM_BYTES);
      while (true) {
        datagram.clear();
        channel.receive(datagram);
        datagram.flip();
        demuxer.read(Unpooled.wrappedBuffer(datagram));
      }
    } catch (ClosedByInterruptException _) {
      throw new InterruptedException();
    }
  }

  private DatagramChannel open() throws IOException {
    InetAddress address =
        source.address().isEmpty() ? null : InetAddress.ofLiteral(source.address());
    boolean six = address != null && address.getAddress().length == 16;
    DatagramChannel channel =
        address == null
            ? DatagramChannel.open()
            : DatagramChannel.open(
                six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
    boolean opened = false;
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      boolean group = address != null && address.isMulticastAddress();
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, group);
      // To the group's own address, so that other groups of the same port stay out.
      channel.bind(
          address == null
              ? new InetSocketAddress(source.port())
              : new InetSocketAddress(address, source.port()));
      if (group) {
        for (NetworkInterface on : interfaces()) {
          channel.join(address, on);
        }
      }
      opened = true;
      return channel;
    } catch (InterruptedIOException e) {
      throw e;
    } catch (SocketException e) {
      throw new IOException(source + " cannot be received: " + e.getMessage(), e);
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }

  private List<NetworkInterface> interfaces() throws IOException {
    List<NetworkInterface> found = new ArrayList<>();
    for (String name : source.interfaces()) {
      NetworkInterface byName = NetworkInterface.getByName(name);
      found.add(byName == null ? byAddress(name) : byName);
    }
    if (found.isEmpty()) {
      found.addAll(NetworkInterface.networkInterfaces().filter(UdpPull::isUsual).limit(1).toList());
    }
    if (found.isEmpty()) {
      throw new IOException("no network interface takes part in multicast");
    }
    return found;
  }

  private static NetworkInterface byAddress(String name) throws IOException {
    NetworkInterface found = null;
    try {
      found = NetworkInterface.getByInetAddress(InetAddress.ofLiteral(name));
    } catch (IllegalArgumentException _) {
      // Then it is a name.
    }
    if (found == null) {
      throw new IOException("there is no network interface " + name);
    }
    return found;
  }

  private static boolean isUsual(NetworkInterface candidate) {
    try {
      return candidate.isUp() && candidate.supportsMulticast() && !candidate.isLoopback();
    } catch (SocketException _) {
      return false;
    }
  }
}
