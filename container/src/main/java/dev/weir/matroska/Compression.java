package dev.weir.matroska;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// How the frames of a track are made smaller (RFC 9559 5.1.4.1.31): by leaving out a beginning
/// that all of them have, or with zlib.
///
/// Immutable.
final class Compression {
  /// Frames lie there as they are.
  static final Compression NONE = new Compression(Kind.NONE, Octets.EMPTY, 0, 0);

  private static final int SCOPE_FRAMES = 1;
  private static final int SCOPE_PRIVATE = 2;
  private static final int TYPE_COMPRESSION = 0;
  private static final int ZLIB = 0;
  private static final int HEADER_STRIPPING = 3;
  private static final int CHUNK_BYTES = 8192;

  private enum Kind {
    NONE,
    ZLIB,
    HEADER_STRIPPING
  }

  private final Kind kind;
  private final Octets stripped;
  private final int scope;
  private final int maxFrameBytes;

  private Compression(Kind kind, Octets stripped, int scope, int maxFrameBytes) {
    this.kind = kind;
    this.stripped = stripped;
    this.scope = scope;
    this.maxFrameBytes = maxFrameBytes;
  }

  /// Reads the body of ContentEncodings.
  ///
  /// @throws UnsupportedMediaException if there is encryption, more than one encoding, or a method
  ///   other than these two
  static Compression read(ByteBuf body, int maxFrameBytes) {
    Compression compression = NONE;
    for (ElementWalk child = new ElementWalk(body, "ContentEncodings"); child.next(); ) {
      if (child.id() == Ids.CONTENT_ENCODING) {
        if (compression != NONE) {
          throw new UnsupportedMediaException("Matroska track: more than one content encoding");
        }
        compression = readEncoding(child.body(), maxFrameBytes);
      }
    }
    return compression;
  }

  private static Compression readEncoding(ByteBuf body, int maxFrameBytes) {
    int scope = SCOPE_FRAMES;
    long type = TYPE_COMPRESSION;
    long algorithm = ZLIB;
    Octets settings = Octets.EMPTY;
    for (ElementWalk child = new ElementWalk(body, "ContentEncoding"); child.next(); ) {
      switch (child.id()) {
        case Ids.CONTENT_ENCODING_SCOPE -> scope = child.unsigned(7);
        case Ids.CONTENT_ENCODING_TYPE -> type = child.unsigned();
        case Ids.CONTENT_COMPRESSION -> {
          ElementWalk inner = new ElementWalk(child.body(), "ContentCompression");
          while (inner.next()) {
            switch (inner.id()) {
              case Ids.CONTENT_COMP_ALGO -> algorithm = inner.unsigned();
              case Ids.CONTENT_COMP_SETTINGS -> settings = inner.octets();
              default -> {}
            }
          }
        }
        default -> {}
      }
    }
    if (type != TYPE_COMPRESSION) {
      throw new UnsupportedMediaException("Matroska track: encrypted (encoding type " + type + ")");
    }
    if (algorithm == ZLIB) {
      return new Compression(Kind.ZLIB, Octets.EMPTY, scope, maxFrameBytes);
    }
    if (algorithm == HEADER_STRIPPING) {
      return new Compression(Kind.HEADER_STRIPPING, settings, scope, maxFrameBytes);
    }
    throw new UnsupportedMediaException(
        "Matroska track: compression method " + algorithm + "; known are 0 and 3");
  }

  /// Whether [#restore] changes anything.
  boolean changesFrames() {
    return kind != Kind.NONE && (scope & SCOPE_FRAMES) != 0;
  }

  /// Appends the whole of `frame` to `out`.
  ///
  /// @throws MalformedMediaException if it is no zlib stream or grows over the limit
  void restore(ByteBuf frame, ByteBuf out) {
    if (kind == Kind.ZLIB) {
      inflate(frame, out);
    } else {
      stripped.writeTo(out);
      out.writeBytes(frame, frame.readerIndex(), frame.readableBytes());
    }
  }

  /// A CodecPrivate, restored if it is compressed too.
  Octets codecPrivate(Octets stored) {
    if (kind == Kind.NONE || (scope & SCOPE_PRIVATE) == 0 || stored.isEmpty()) {
      return stored;
    }
    ByteBuf whole = Unpooled.buffer();
    restore(Unpooled.wrappedBuffer(stored.toByteArray()), whole);
    return Octets.copyOf(whole);
  }

  private void inflate(ByteBuf frame, ByteBuf out) {
    int start = out.writerIndex();
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(frame.nioBuffer());
      byte[] chunk = new byte[CHUNK_BYTES];
      while (!inflater.finished()) {
        int bytes = inflater.inflate(chunk);
        if (bytes == 0 && !inflater.finished()) {
          throw new MalformedMediaException("Matroska frame: its zlib stream is cut short");
        }
        out.writeBytes(chunk, 0, bytes);
        if (out.writerIndex() - start > maxFrameBytes) {
          throw new MalformedMediaException(
              "Matroska frame: inflated it is over the limit of " + maxFrameBytes);
        }
      }
    } catch (DataFormatException e) {
      throw new MalformedMediaException("Matroska frame: no zlib stream: " + e.getMessage());
    }
  }
}
