package dev.weir.aac;

import dev.weir.bits.BitReader;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// Reads AudioMuxElement (ISO/IEC 14496-3 1.7.3): AAC with its configuration in band, bit by bit.
///
/// ```
/// AudioMuxElement: sameStreamMux:1, unless set: StreamMuxConfig
///                  (PayloadLengthInfo | payload)* | otherData | to the next byte
/// LOAS:            2B7:11 length:13 | AudioMuxElement
/// ```
///
/// Not thread-safe.
public final class LatmReader {
  /// Bytes before each element in LOAS (AudioSyncStream, 1.7.2).
  public static final int LOAS_HEADER_BYTES = 3;

  private static final int LOAS_SYNC = 0x56E000;
  private static final int LOAS_SYNC_MASK = 0xFFE000;
  private static final int LOAS_LENGTH_MASK = 0x1FFF;

  /// Takes frames.
  public interface Output {
    /// Takes one raw_data_block, which is lent.
    void frame(Codec.Aac codec, ByteBuf rawDataBlock);
  }

  private final ByteBuf frame = Unpooled.buffer();

  private @Nullable StreamMuxConfig config; // the last one

  /// How many bytes the LOAS unit at `index` has with its header of [#LOAS_HEADER_BYTES], or 0 if
  /// there is none.
  public static int loasBytesAt(ByteBuf in, int index) {
    int header = in.getUnsignedMedium(index);
    boolean sync = (header & LOAS_SYNC_MASK) == LOAS_SYNC;
    return sync ? LOAS_HEADER_BYTES + (header & LOAS_LENGTH_MASK) : 0;
  }

  /// Reads one element, and gives the frames in it to `output`; none before there was a
  /// configuration.
  ///
  /// @throws dev.weir.media.MediaException if it is malformed or of several programs or layers
  public void read(Octets element, Output output) {
    BitReader in = new BitReader(element, "AudioMuxElement");
    if (!in.flag()) {
      config = null; // whatever comes of this one
      config = StreamMuxConfig.read(in);
    }
    StreamMuxConfig current = config;
    if (current == null) {
      return;
    }
    for (int i = 0; i < current.subFrames(); i++) {
      int bytes = current.fixedFrameBytes() == 0 ? readLength(in) : current.fixedFrameBytes();
      if (bytes > in.remainingBits() / 8) {
        throw new MalformedMediaException(
            "AudioMuxElement: frame of " + bytes + " bytes, has " + in.remainingBits() + " bits");
      }
      frame.clear();
      for (int at = 0; at < bytes; at++) {
        frame.writeByte(in.bits(8));
      }
      if (bytes > 0) {
        output.frame(current.codec(), frame);
      }
    }
  }

  private static int readLength(BitReader in) {
    int length = 0;
    int value;
    do {
      value = in.bits(8);
      length += value;
    } while (value == 0xFF);
    return length;
  }
}
