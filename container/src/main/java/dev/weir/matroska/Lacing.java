package dev.weir.matroska;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/// The sizes of the frames that share a block (RFC 9559 10.3).
///
/// ```
/// after the block's head: |frames − 1 (8)|sizes of all but the last frame, or none|frames|
/// Xiph:  each size is a sum of bytes up to the first below 255
/// EBML:  the first size is a vint, the others are signed vints to be added to the one before
/// fixed: all frames have one size
/// ```
///
/// Not thread-safe.
final class Lacing {
  static final int FLAGS_MASK = 0x06;
  private static final int XIPH = 0x02;
  private static final int FIXED = 0x04;
  private static final int EBML = 0x06;
  private static final int MAX_FRAMES = 256;

  private final int[] sizes = new int[MAX_FRAMES];

  /// Reads the head of the lacing, so that the frames are what is left in `in`.
  ///
  /// @return how many frames there are
  /// @throws MalformedMediaException if the sizes are not those of what is there
  int read(ByteBuf in, int flags) {
    int lacing = flags & FLAGS_MASK;
    if (lacing == 0) {
      sizes[0] = in.readableBytes();
      return 1;
    }
    require(in.isReadable(), "no frame count");
    int frames = 1 + in.readUnsignedByte();
    switch (lacing) {
      case XIPH -> readXiph(frames - 1, in);
      case EBML -> readEbml(frames - 1, in);
      case FIXED -> {
        require(in.readableBytes() % frames == 0, frames + " frames do not share the bytes evenly");
        java.util.Arrays.fill(sizes, 0, frames, in.readableBytes() / frames);
        return frames;
      }
      default -> throw new IllegalStateException();
    }
    long sum = 0;
    for (int i = 0; i < frames - 1; i++) {
      sum += sizes[i];
    }
    require(sum <= in.readableBytes(), sum + " bytes of frames, " + in.readableBytes() + " left");
    sizes[frames - 1] = in.readableBytes() - (int) sum;
    return frames;
  }

  /// The bytes of a frame.
  int size(int frame) {
    return sizes[frame];
  }

  private void readXiph(int count, ByteBuf in) {
    for (int i = 0; i < count; i++) {
      int size = 0;
      int octet;
      do {
        require(in.isReadable(), "sizes run past the end");
        octet = in.readUnsignedByte();
        size += octet;
      } while (octet == 255);
      sizes[i] = size;
    }
  }

  private void readEbml(int count, ByteBuf in) {
    long size = 0;
    for (int i = 0; i < count; i++) {
      require(in.isReadable(), "sizes run past the end");
      int bytes = ElementWalk.vintBytes(in.getByte(in.readerIndex()));
      require(bytes <= 8 && in.readableBytes() >= bytes, "sizes run past the end");
      long value = ElementWalk.vint(in, bytes);
      require(value >= 0, "a size with all bits set");
      size = i == 0 ? value : size + value - ((1L << (7 * bytes - 1)) - 1);
      require(size >= 0 && size <= Integer.MAX_VALUE, "a frame of " + size + " bytes");
      sizes[i] = (int) size;
    }
  }

  private static void require(boolean holds, String found) {
    if (!holds) {
      throw new MalformedMediaException("Matroska lacing: " + found);
    }
  }
}
