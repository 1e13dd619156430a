package dev.weir.aac;

import dev.weir.elementary.FrameFormat;
import dev.weir.media.Codec;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// ADTS frames that follow each other; the header is drawn at [AdtsHeader].
public final class AdtsFrames implements FrameFormat {
  // Sync word and layer, which is always 0.
  private static final int SYNC_MASK = 0xFFF6_0000;
  private static final int SYNC = 0xFFF0_0000;
  private static final int NO_CHECKSUM = 0x0001_0000;
  private static final int RESERVED_RATE_INDEX = 13;
  private static final int CHECKSUM_BYTES = 2;

  // Profile, sampling rate and channels; the private bit between them may change.
  private static final int CONFIGURATION = 0xFDC0;

  private Codec.@Nullable Aac programmed; // by the last program config element

  /// Has seen no frame yet.
  public AdtsFrames() {}

  @Override
  public int frameBytes(ByteBuf in, int index, int end) {
    if (end - index < AdtsHeader.BYTES) {
      return MORE;
    }
    int start = in.getInt(index);
    if ((start & SYNC_MASK) != SYNC || ((start >> 10) & 0x0F) >= RESERVED_RATE_INDEX) {
      return NONE;
    }
    int bytes = (in.getUnsignedMedium(index + 3) >> 5) & 0x1FFF;
    return bytes >= headerBytes(start) ? bytes : NONE;
  }

  private static int headerBytes(int start) {
    return AdtsHeader.BYTES + ((start & NO_CHECKSUM) == 0 ? CHECKSUM_BYTES : 0);
  }

  @Override
  public int configuration(ByteBuf in, int index) {
    return in.getUnsignedShort(index + 2) & CONFIGURATION;
  }

  @Override
  public Codec.Audio codec(ByteBuf in, int index, int bytes) {
    ByteBuf frame = in.slice(index, bytes);
    AdtsHeader header = AdtsHeader.parse(frame);
    if (header.blocks() > 1) {
      throw new UnsupportedMediaException(
          "ADTS header: " + header.blocks() + " blocks in a frame, allowed 1");
    }
    if (header.channelConfiguration() != 0) {
      return header.codec(frame);
    }
    // Read on elsewhere, the first frame need not say the channels again.
    Codec.Aac known = programmed;
    if (known == null || isProgrammed(header, frame)) {
      known = header.codec(frame);
      programmed = known;
    }
    return known;
  }

  private static boolean isProgrammed(AdtsHeader header, ByteBuf frame) {
    return ProgramConfig.codec(header, frame.slice().skipBytes(header.headerBytes())) != null;
  }

  @Override
  public int samples(ByteBuf in, int index) {
    return 1024;
  }

  @Override
  public ByteBuf payload(ByteBuf in, int index, int bytes) {
    int headerBytes = headerBytes(in.getInt(index));
    // Where one block ends is not said when there are several.
    boolean oneBlock = (in.getByte(index + AdtsHeader.BYTES - 1) & 3) == 0;
    return in.slice(index + headerBytes, oneBlock ? bytes - headerBytes : 0);
  }
}
