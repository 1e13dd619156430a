package dev.weir.rtp;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import org.jspecify.annotations.Nullable;

/// What a payload type stands for: an encoding of RFC 3551 and its successors with its parameters,
/// as `a=rtpmap` and `a=fmtp` tell.
///
/// @param payloadType 0 to 127
/// @param encoding its name, compared without regard to case: `H264`, `mpeg4-generic`
/// @param clockRate ticks of the RTP timestamp in a second
/// @param channels of sound; 1 for everything else
/// @param parameters of the format
public record PayloadFormat(
    int payloadType, String encoding, int clockRate, int channels, FormatParameters parameters) {

  /// The first of the payload types that a description may give to anything.
  public static final int FIRST_DYNAMIC = 96;

  /// The largest clock rate that is read; sound of 768 kHz is the fastest that exists.
  public static final int MAX_CLOCK_RATE = 1_000_000;

  private static final int MAX_CHANNELS = 255;
  private static final int VIDEO_RATE = 90_000;

  /// Checks the numbers.
  public PayloadFormat {
    if (payloadType < 0
        || payloadType > 127
        || clockRate < 1
        || clockRate > MAX_CLOCK_RATE
        || channels < 1
        || channels > MAX_CHANNELS) {
      throw new MalformedMediaException(
          "RTP payload type "
              + payloadType
              + ": "
              + encoding
              + "/"
              + clockRate
              + "/"
              + channels
              + "; allowed are types 0..127, rates 1.."
              + MAX_CLOCK_RATE
              + ", channels 1.."
              + MAX_CHANNELS);
    }
  }

  /// The format of a static payload type (RFC 3551 6), or null if it has none that is known here.
  public static @Nullable PayloadFormat ofStatic(int payloadType) {
    return switch (payloadType) {
      case 0 -> plain(0, "PCMU", 8_000, 1);
      case 8 -> plain(8, "PCMA", 8_000, 1);
      case 9 -> plain(9, "G722", 8_000, 1); // sound of 16 kHz: an old mistake that stayed
      case 10 -> plain(10, "L16", 44_100, 2);
      case 11 -> plain(11, "L16", 44_100, 1);
      case 14 -> plain(14, "MPA", VIDEO_RATE, 1);
      case 26 -> plain(26, "JPEG", VIDEO_RATE, 1);
      case 32 -> plain(32, "MPV", VIDEO_RATE, 1);
      case 33 -> plain(33, "MP2T", VIDEO_RATE, 1);
      default -> null;
    };
  }

  /// A format without parameters.
  static PayloadFormat plain(int payloadType, String encoding, int clockRate, int channels) {
    return new PayloadFormat(payloadType, encoding, clockRate, channels, FormatParameters.NONE);
  }

  /// MPEG transport stream.
  public static PayloadFormat transportStream() {
    return plain(33, "MP2T", VIDEO_RATE, 1);
  }

  /// How `codec` is sent; with the static payload type if it has one.
  ///
  /// @param dynamicType the payload type if there is no static one, 96 to 127
  /// @throws dev.weir.media.UnsupportedMediaException if there is no payload format for it
  public static PayloadFormat of(Codec codec, int dynamicType) {
    return CodecFormats.formatOf(codec, dynamicType);
  }

  /// What the description says of the codec; null if only the stream can tell it (VP8, VP9, AV1,
  /// MPEG video and audio, AC-3, LATM configured in band, or H.264 and H.265 without parameter
  /// sets).
  ///
  /// @throws dev.weir.media.MediaException if the encoding is not known, or its parameters lie
  public @Nullable Codec codec() {
    return CodecFormats.codecOf(this);
  }

  /// Whether the encoding has this name.
  public boolean isNamed(String name) {
    return encoding.equalsIgnoreCase(name);
  }

  /// Whether this payload repairs others and has no media of its own: RTX (RFC 4588), RED (RFC
  /// 2198), ULPFEC (RFC 5109), FlexFEC (RFC 8627), or comfort noise and telephone events.
  public boolean isAuxiliary() {
    return isNamed("rtx")
        || isNamed("red")
        || isNamed("ulpfec")
        || isNamed("flexfec")
        || isNamed("flexfec-03")
        || isNamed("CN")
        || isNamed("telephone-event");
  }
}
