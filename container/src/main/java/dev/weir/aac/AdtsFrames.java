package dev.weir.aac;

import dev.weir.elementary.FrameFormat;
import dev.weir.media.Codec;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;

/// ADTS frames that follow each other without a container.
final class AdtsFrames implements FrameFormat {
  // Sync word and layer, which is always 0.
  private static final int SYNC_MASK = 0xFFF6;
  private static final int SYNC = 0xFFF0;
  private static final int RESERVED_RATE_INDEX = 13;

  @Override
  public int frameBytes(ByteBuf in) {
    if (in.readableBytes() < AdtsHeader.BYTES) {
      return MORE;
    }
    int at = in.readerIndex();
    int rateIndex = (in.getByte(at + 2) >> 2) & 0x0F;
    int bytes = (in.getUnsignedMedium(at + 3) >> 5) & 0x1FFF;
    int headerBytes = AdtsHeader.BYTES + ((in.getByte(at + 1) & 1) == 1 ? 0 : 2);
    boolean header =
        (in.getUnsignedShort(at) & SYNC_MASK) == SYNC
            && rateIndex < RESERVED_RATE_INDEX
            && bytes >= headerBytes;
    return header ? bytes : NONE;
  }

  /// Profile, sampling rate and channels; the private bit between them may change.
  @Override
  public int configuration(ByteBuf in) {
    return in.getUnsignedShort(in.readerIndex() + 2) & 0xFDC0;
  }

  @Override
  public Codec.Audio codec(ByteBuf in) {
    AdtsHeader header = AdtsHeader.parse(in);
    if (header.blocks() > 1) {
      throw new UnsupportedMediaException(
          "ADTS header: " + header.blocks() + " blocks in a frame, allowed 1");
    }
    return header.codec();
  }

  @Override
  public int samples(ByteBuf in) {
    return 1024;
  }

  @Override
  public ByteBuf payload(ByteBuf frame) {
    AdtsHeader header = AdtsHeader.parse(frame);
    // Where one block ends is not said when there are several.
    int bytes = header.blocks() == 1 ? header.payloadBytes() : 0;
    return frame.slice(frame.readerIndex() + header.headerBytes(), bytes);
  }

  @Override
  public void refuse(ByteBuf in) {
    // There is no kind of frame that frameBytes() would not find.
  }
}
