package dev.weir.target;

import dev.weir.feed.ProgressiveFormat;
import dev.weir.stream.CloseReason;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sends MPEG-TS in datagrams of seven packets: `tsudp://HOST:PORT`, also to a group.
final class UdpCarrier implements Carrier {
  private static final int DATAGRAM_BYTES = 7 * 188;
  private static final int MULTICAST_HOPS = 16;

  // A whole group of pictures is sent at the start; routers and receivers want it spread a little.
  private static final int BURST_DATAGRAMS = 32;
  private static final long BURST_PAUSE_NANOS = 1_000_000;

  private static final Pattern PLACE =
      Pattern.compile("tsudp://(?:\\[(?<ip6>[^]]+)]|(?<host>[^:/\\[]+)):(?<port>\\d{1,5})/?");

  @Override
  public boolean takes(Target target) {
    return target.scheme().equals("tsudp");
  }

  @Override
  public String connector(Target target) {
    return "TS";
  }

  @Override
  public boolean writesFiles() {
    return false;
  }

  @Override
  public CloseReason carry(Delivery delivery) throws InterruptedException {
    return delivery.in(
        ProgressiveFormat.TS,
        format -> {
          try (DatagramChannel channel = connect(delivery.expanded().place());
              MuxedDelivery muxed = delivery.muxedInRealTime(format)) {
            Datagrams datagrams = new Datagrams(channel);
            delivery.datagramsCountedBy(datagrams.sent::get);
            return muxed.into(format, datagrams);
          }
        });
  }

  private static DatagramChannel connect(String place) throws IOException {
    Matcher parts = PLACE.matcher(place);
    int port = parts.matches() ? Integer.parseInt(parts.group("port")) : 0;
    if (port < 1 || port > 0xFFFF) {
      throw new IOException("a target for datagrams is of the form tsudp://HOST:PORT");
    }
    String ip6 = parts.group("ip6");
    String host = ip6 == null ? parts.group("host") : ip6;
    try {
      InetAddress address = InetAddress.getByName(host);
      DatagramChannel channel = DatagramChannel.open();
      if (address.isMulticastAddress()) {
        channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, MULTICAST_HOPS);
      }
      return channel.connect(new InetSocketAddress(address, port));
    } catch (UnknownHostException e) {
      throw new IOException("there is no host " + host, e);
    }
  }

  /// Sends full datagrams only; what is left waits for more.
  private static final class Datagrams implements MuxedDelivery.Outlet {
    private final DatagramChannel channel;

    private final AtomicLong sent = new AtomicLong(); // counts up

    Datagrams(DatagramChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(ByteBuf in) throws IOException {
      for (int sent = 1; in.readableBytes() >= DATAGRAM_BYTES; sent++) {
        send(in.readSlice(DATAGRAM_BYTES).nioBuffer());
        if (sent % BURST_DATAGRAMS == 0) {
          LockSupport.parkNanos(BURST_PAUSE_NANOS);
        }
      }
    }

    private void send(ByteBuffer datagram) throws IOException {
      try {
        channel.write(datagram);
        sent.incrementAndGet();
      } catch (PortUnreachableException _) {
        // Nobody listens yet. That is no reason to stop sending: somebody may.
      }
    }

    @Override
    public void finish(ByteBuf in) throws IOException {
      write(in);
      if (in.isReadable()) {
        send(in.readSlice(in.readableBytes()).nioBuffer());
      }
    }

    @Override
    public void abandon() {
      // The channel is closed by who opened it.
    }
  }
}
