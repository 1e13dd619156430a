package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Compresses (RFC 1952). Any thread.
final class Gzip {
  private static final int HEAD_BYTES = 10;
  private static final int TAIL_BYTES = 8;
  private static final int HEAD_START = 0x1F8B_0800; // magic, deflate, no flags

  /// RFC 1952 2.3.1: the fastest algorithm was used; of an unknown system.
  private static final int HEAD_END = 0x04FF;

  /// One for each thread: each has some 260 KB, which a new one has to ask for and to clear.
  private static final FastThreadLocal<Deflater> QUICK =
      new FastThreadLocal<>() {
        @Override
        protected Deflater initialValue() {
          return new Deflater(Deflater.BEST_SPEED, true);
        }

        @Override
        protected void onRemoval(Deflater deflater) {
          deflater.end();
        }
      };

  private Gzip() {}

  /// What is sent to many, as small as it gets in some time.
  static byte[] well(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 3);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory to memory
    }
    return out.toByteArray();
  }

  /// What is sent once, as quickly as it can be.
  static ByteBuf quickly(byte[] plain) {
    ByteBuf out = Unpooled.buffer(HEAD_BYTES + mostDeflated(plain.length) + TAIL_BYTES);
    out.writeInt(HEAD_START).writeInt(0).writeShort(HEAD_END);
    Deflater deflater = QUICK.get();
    deflater.setInput(plain);
    deflater.finish();
    int deflated =
        deflater.deflate(
            out.array(), out.arrayOffset() + out.writerIndex(), out.writableBytes() - TAIL_BYTES);
    if (!deflater.finished()) {
      throw new IllegalStateException(plain.length + " bytes grow by more than deflate may");
    }
    deflater.reset();
    out.writerIndex(out.writerIndex() + deflated);
    return out.writeIntLE(sum(plain)).writeIntLE(plain.length);
  }

  static int sum(byte[] plain) {
    CRC32 sum = new CRC32();
    sum.update(plain);
    return (int) sum.getValue();
  }

  /// zlib's deflateBound, for any settings.
  private static int mostDeflated(int bytes) {
    return bytes + Math.ceilDiv(bytes, 8) + Math.ceilDiv(bytes, 64) + 11;
  }
}
