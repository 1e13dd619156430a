package dev.weir.net;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the header that a balancer puts in front of a connection to say who made it: the PROXY
/// protocol, versions 1 and 2. Only trusted peers are listened to; a connection that begins in
/// another way is left as it is.
///
/// ```
/// version 1:  PROXY TCP4 192.0.2.1 198.51.100.1 56324 443 CR LF
///
/// version 2:  0D 0A 0D 0A 00 0D 0A 51 55 49 54 0A
///             +-------+-------+-------+---------+-----------------+
///             |version|command| family|transport| length (16 bits)|   addresses, then TLVs
///             +-------+-------+-------+---------+-----------------+
/// ```
///
/// The first handler of a channel; leaves when it has seen enough. Confined to the event loop.
public final class ProxyProtocol extends ByteToMessageDecoder {
  private static final Logger log = LoggerFactory.getLogger(ProxyProtocol.class);

  private static final AttributeKey<InetSocketAddress> SOURCE =
      AttributeKey.valueOf(ProxyProtocol.class, "source");

  private static final byte[] TEXT = "PROXY ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BINARY = {
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
  };

  // Version 1, 2.1: "the whole line is at most 107 characters".
  private static final int LONGEST_LINE = 107;
  private static final int BINARY_HEADER_BYTES = 16;
  private static final int MAX_BINARY_BYTES = 16 * 1024;

  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final int TCP4 = 0x11;
  private static final int TCP6 = 0x21;

  private ProxyProtocol() {}

  /// Puts itself in front of `channel` if its peer is trusted.
  public static void listen(Channel channel, Predicate<InetAddress> trusted) {
    if (channel.remoteAddress() instanceof InetSocketAddress peer
        && trusted.test(peer.getAddress())) {
      channel.pipeline().addFirst("proxy", new ProxyProtocol());
    }
  }

  /// Who made the connection: what a trusted balancer said, else the other end; 0.0.0.0 if it has
  /// gone already.
  public static InetSocketAddress peer(Channel channel) {
    InetSocketAddress source = channel.attr(SOURCE).get();
    if (source != null) {
      return source;
    }
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? address
        : new InetSocketAddress(0);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    try {
      if (begins(in, TEXT)) {
        if (in.readableBytes() < TEXT.length || !readLine(ctx.channel(), in)) {
          return;
        }
      } else if (begins(in, BINARY)) {
        if (in.readableBytes() < BINARY_HEADER_BYTES || !readBinary(ctx.channel(), in)) {
          return;
        }
      }
      ctx.pipeline().remove(this); // gives what is left of `in` to the next handler
    } catch (MalformedMediaException e) {
      log.info("{} closed: {}", ctx.channel().remoteAddress(), e.getMessage());
      in.skipBytes(in.readableBytes());
      ctx.close();
    }
  }

  /// Whether what has come so far is the beginning of `signature`, or it whole.
  private static boolean begins(ByteBuf in, byte[] signature) {
    int length = Math.min(signature.length, in.readableBytes());
    for (int i = 0; i < length; i++) {
      if (in.getByte(in.readerIndex() + i) != signature[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean readLine(Channel channel, ByteBuf in) {
    int end = in.bytesBefore((byte) '\n');
    if (end < 0 && in.readableBytes() < LONGEST_LINE) {
      return false;
    }
    if (end < 0 || end >= LONGEST_LINE || in.getByte(in.readerIndex() + end - 1) != '\r') {
      throw malformed("the line does not end with CR LF within " + LONGEST_LINE + " bytes");
    }
    String[] words =
        in.readCharSequence(end + 1, StandardCharsets.US_ASCII).toString().strip().split(" ", -1);
    if (words.length >= 2 && words[1].equals("UNKNOWN")) {
      return true;
    }
    if (words.length != 6 || !(words[1].equals("TCP4") || words[1].equals("TCP6"))) {
      throw malformed("the line is not of the form PROXY TCP4|TCP6 FROM TO PORT PORT");
    }
    byte[] address = NetUtil.createByteArrayFromIpAddressString(words[2]);
    if (address == null || !words[4].matches("[0-9]{1,5}")) {
      throw malformed("the line has no address and port");
    }
    source(channel, address, Integer.parseInt(words[4]));
    return true;
  }

  private static boolean readBinary(Channel channel, ByteBuf in) {
    int start = in.readerIndex() + BINARY.length;
    int versionAndCommand = in.getUnsignedByte(start);
    int family = in.getUnsignedByte(start + 1);
    int length = in.getUnsignedShort(start + 2);
    if (versionAndCommand != LOCAL && versionAndCommand != PROXY) {
      throw malformed("version and command are " + versionAndCommand + "; allowed: 32, 33");
    }
    if (length > MAX_BINARY_BYTES) {
      throw malformed("it is " + length + " bytes long; allowed: " + MAX_BINARY_BYTES);
    }
    if (in.readableBytes() < BINARY_HEADER_BYTES + length) {
      return false;
    }
    int addressBytes = family == TCP4 ? 4 : family == TCP6 ? 16 : 0;
    if (versionAndCommand == PROXY && addressBytes > 0) {
      if (length < 2 * addressBytes + 4) {
        throw malformed("it is too short for its addresses: " + length + " bytes");
      }
      byte[] address = new byte[addressBytes];
      in.getBytes(start + 4, address);
      source(channel, address, in.getUnsignedShort(start + 4 + 2 * addressBytes));
    }
    in.skipBytes(BINARY_HEADER_BYTES + length);
    return true;
  }

  private static void source(Channel channel, byte[] address, int port) {
    try {
      if (port > 0xFFFF) {
        throw malformed("port " + port + " is over 65535");
      }
      channel.attr(SOURCE).set(new InetSocketAddress(InetAddress.getByAddress(address), port));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  private static MalformedMediaException malformed(String sentence) {
    return new MalformedMediaException("PROXY header: " + sentence);
  }
}
