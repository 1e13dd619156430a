package dev.weir.rtp;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.theora.TheoraHeaders;
import dev.weir.vorbis.VorbisHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Packed configurations of Vorbis (RFC 5215 3.2.1) and Theora: the headers of a stream, under the
/// number that its packets name.
///
/// ```
/// description: |count (32)|{ident (24)|bytes of the headers (16)|packed headers}
/// packed headers: |lengths (8)|{length, 7 bits a byte}|identification|comment|setup
/// ```
///
/// The last header has no length. Some senders leave the comment out, with a length of 0. Not
/// thread-safe.
final class XiphConfigurations {
  private static final int MAX_CONFIGURATIONS = 16;
  private static final int MAX_BASE64_CHARS = 1 << 18;
  private static final int LENGTHS = 2;
  private static final Octets NO_VORBIS_COMMENT = Octets.ofHex("03766f72626973000000000000000001");
  private static final Octets NO_THEORA_COMMENT = Octets.ofHex("817468656f72610000000000000000");

  private final boolean theora;
  private final Map<Integer, Codec> codecs = new LinkedHashMap<>();

  /// Those of Theora, or of Vorbis.
  XiphConfigurations(boolean theora) {
    this.theora = theora;
  }

  /// The codec of this number, or null.
  @Nullable Codec of(int ident) {
    return codecs.get(ident);
  }

  /// The first, or null if there is none.
  @Nullable Codec first() {
    return codecs.isEmpty() ? null : codecs.values().iterator().next();
  }

  /// Reads the `configuration` parameter of a description.
  ///
  /// @throws MalformedMediaException if it is no such configuration
  XiphConfigurations putAll(String base64) {
    if (base64.length() > MAX_BASE64_CHARS) {
      throw new MalformedMediaException(
          "fmtp: configuration of " + base64.length() + " characters, limit " + MAX_BASE64_CHARS);
    }
    ByteBuf in;
    try {
      in = Unpooled.wrappedBuffer(Base64.getMimeDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      throw new MalformedMediaException("fmtp: configuration is not base64: " + e.getMessage());
    }
    int count = require(in, Integer.BYTES).readInt();
    for (int i = 0; i < count && in.isReadable(); i++) {
      int ident = require(in, 5).readMedium() & 0xFF_FFFF;
      // Of the headers alone: their lengths come before.
      int bytes = in.readUnsignedShort();
      put(ident, in, bytes);
    }
    return this;
  }

  /// Reads packed headers that are all of `in`.
  void put(int ident, ByteBuf in) {
    put(ident, in, -1);
  }

  private void put(int ident, ByteBuf in, int headerBytes) {
    int lengths = require(in, 1).readUnsignedByte();
    if (lengths != LENGTHS) {
      throw new MalformedMediaException(
          "packed headers: " + (lengths + 1) + " of them, allowed are " + (LENGTHS + 1));
    }
    int first = length(in);
    int second = length(in);
    int all = headerBytes < 0 ? in.readableBytes() : headerBytes;
    if ((long) first + second > all) {
      throw new MalformedMediaException(
          "packed headers: lengths " + first + " and " + second + " of " + all + " bytes");
    }
    Octets identification = header(in, first);
    Octets comment = header(in, second);
    Octets setup = header(in, all - first - second);
    if (codecs.size() == MAX_CONFIGURATIONS && !codecs.containsKey(ident)) {
      codecs.remove(codecs.keySet().iterator().next());
    }
    codecs.put(ident, codec(identification, comment, setup));
  }

  private Codec codec(Octets identification, Octets comment, Octets setup) {
    if (theora) {
      return TheoraHeaders.codec(
          identification, comment.isEmpty() ? NO_THEORA_COMMENT : comment, setup);
    }
    return VorbisHeaders.codec(
        identification, comment.isEmpty() ? NO_VORBIS_COMMENT : comment, setup);
  }

  private static Octets header(ByteBuf in, int bytes) {
    Octets header = Octets.copyOf(require(in, bytes), in.readerIndex(), bytes);
    in.skipBytes(bytes);
    return header;
  }

  private static int length(ByteBuf in) {
    int length = 0;
    for (int i = 0; i < 3; i++) {
      int octet = require(in, 1).readUnsignedByte();
      length = (length << 7) | (octet & 0x7F);
      if (octet < 0x80) {
        return length;
      }
    }
    throw new MalformedMediaException("packed headers: a length of over 3 bytes");
  }

  private static ByteBuf require(ByteBuf in, int bytes) {
    if (in.readableBytes() < bytes) {
      throw new MalformedMediaException(
          "packed headers: " + in.readableBytes() + " bytes left, needs " + bytes);
    }
    return in;
  }
}
