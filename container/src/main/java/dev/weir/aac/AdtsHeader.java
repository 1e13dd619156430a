package dev.weir.aac;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;

/// The header of an ADTS frame (ISO/IEC 14496-3 1.A.2.2).
///
/// ```
/// syncword:12 id:1 layer:2=0 protection_absent:1 | profile:2 rateIndex:4 private:1 channels:3
/// original:1 home:1 copyright:2 frame_length:13 buffer_fullness:11 blocks_minus1:2 (crc:16)
/// ```
///
/// @param objectType 1 to 4: profile + 1
/// @param sampleRate of the core: SBR is not signalled here
/// @param channelConfiguration 0 if a program config element in the payload says the channels
/// @param headerBytes 7, or 9 with a checksum
/// @param frameBytes header and payload
/// @param blocks raw_data_blocks in the payload, 1 to 4
public record AdtsHeader(
    int objectType,
    int sampleRate,
    int channelConfiguration,
    int headerBytes,
    int frameBytes,
    int blocks) {

  /// Bytes of a header without checksum; [#parse] needs that many.
  public static final int BYTES = 7;

  /// The most that one frame can hold after its header.
  public static final int MAX_PAYLOAD_BYTES = 0x1FFF - BYTES;

  private static final int MAX_OBJECT_TYPE = 4;

  /// Reads the start of what is readable; moves no index. The frame itself need not be there.
  ///
  /// @throws MalformedMediaException if there are under [#BYTES] bytes or they are no ADTS header
  public static AdtsHeader parse(ByteBuf in) {
    if (in.readableBytes() < BYTES) {
      throw new MalformedMediaException(
          "ADTS header: " + in.readableBytes() + " bytes, needs " + BYTES);
    }
    int at = in.readerIndex();
    int first = in.getUnsignedShort(at);
    if ((first & 0xFFF6) != 0xFFF0) {
      throw new MalformedMediaException(
          "ADTS header: starts " + Integer.toHexString(first) + ", not fff0, fff1, fff8 or fff9");
    }
    int middle = in.getInt(at + 2);
    int headerBytes = (first & 1) == 1 ? BYTES : BYTES + 2;
    int frameBytes = (in.getUnsignedMedium(at + 3) >> 5) & 0x1FFF;
    if (frameBytes < headerBytes) {
      throw new MalformedMediaException(
          "ADTS header: frame_length " + frameBytes + " is under the header's " + headerBytes);
    }
    return new AdtsHeader(
        1 + (middle >>> 30),
        SamplingRates.of((middle >>> 26) & 0x0F),
        (middle >>> 22) & 7,
        headerBytes,
        frameBytes,
        1 + (in.getByte(at + 6) & 3));
  }

  /// Bytes after the header.
  public int payloadBytes() {
    return frameBytes - headerBytes;
  }

  /// The codec of a stream of such frames.
  ///
  /// @param frame this header and what follows it, of which no index is moved: the payload may say
  ///   the channels
  /// @throws UnsupportedMediaException if neither says them: encoders may say them in the first
  ///   frame alone
  public Codec.Aac codec(ByteBuf frame) {
    if (channelConfiguration == 0) {
      int bytes = Math.clamp(frame.readableBytes() - headerBytes, 0, payloadBytes());
      Codec.Aac told =
          bytes == 0
              ? null
              : ProgramConfig.codec(this, frame.slice(frame.readerIndex() + headerBytes, bytes));
      if (told == null) {
        throw new UnsupportedMediaException(
            "ADTS header: channel configuration 0, and no program config element behind it");
      }
      return told;
    }
    int channels = channelConfiguration == 7 ? 8 : channelConfiguration;
    return AudioSpecificConfig.of(objectType, sampleRate, channels);
  }

  /// Whether ADTS can say what `codec` is.
  public static boolean carries(Codec.Aac codec) {
    return AudioSpecificConfig.read(codec.configuration()).coreObjectType() <= MAX_OBJECT_TYPE;
  }

  /// The header for frames of `codec`, made once for a track; its frame length is that of no
  /// payload.
  ///
  /// @throws UnsupportedMediaException if ADTS cannot say what `codec` is
  public static AdtsHeader of(Codec.Aac codec) {
    AudioSpecificConfig config = AudioSpecificConfig.read(codec.configuration());
    if (config.coreObjectType() > MAX_OBJECT_TYPE || config.coreObjectType() < 1) {
      throw new UnsupportedMediaException(
          "ADTS header: object type " + config.coreObjectType() + ", allowed 1..4");
    }
    int configuration = config.channelConfiguration();
    if (configuration == 0 || configuration > 7) {
      // The usual layout of that many channels; a decoder has no other way to learn it from ADTS.
      configuration = config.channels() == 8 ? 7 : Math.min(6, config.channels());
    }
    return new AdtsHeader(
        config.coreObjectType(), config.coreSampleRate(), configuration, BYTES, BYTES, 1);
  }

  /// Appends this header, without checksum, for one frame of `payloadBytes`.
  ///
  /// @throws MalformedMediaException if the payload is over [#MAX_PAYLOAD_BYTES]
  public void write(int payloadBytes, ByteBuf out) {
    if (payloadBytes > MAX_PAYLOAD_BYTES) {
      throw new MalformedMediaException(
          "AAC frame of " + payloadBytes + " bytes is over the ADTS limit of " + MAX_PAYLOAD_BYTES);
    }
    int length = payloadBytes + BYTES;
    int rateIndex = SamplingRates.nearestIndex(sampleRate);
    out.writeShort(0xFFF1);
    out.writeByte(((objectType - 1) << 6) | (rateIndex << 2) | (channelConfiguration >> 2));
    out.writeByte(((channelConfiguration & 3) << 6) | (length >> 11));
    out.writeByte((length >> 3) & 0xFF);
    out.writeByte(((length & 7) << 5) | 0x1F); // buffer fullness 0x7FF: variable rate
    out.writeByte(0xFC);
  }

  /// Appends a header for one frame of `codec` with `payloadBytes`; for many frames keep [#of].
  public static void write(Codec.Aac codec, int payloadBytes, ByteBuf out) {
    of(codec).write(payloadBytes, out);
  }
}
