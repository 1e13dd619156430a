package dev.weir.matroska;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// The structures of Windows that `V_MS/VFW/FOURCC` and `A_MS/ACM` tracks have as CodecPrivate, all
/// little-endian.
///
/// ```
/// BITMAPINFOHEADER: bytes:32 width:32 height:32 planes:16 depth:16 fourcc:32 and five more of 32
/// WAVEFORMATEX:     tag:16 channels:16 rate:32 bytes/s:32 align:16 bits:16 extra:16 | extra bytes
/// ```
final class Riff {
  private static final int BITMAP_BYTES = 40;
  private static final int WAVE_BYTES = 18;
  private static final int WAVE_MIN_BYTES = 16;
  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int A_LAW = 6;
  private static final int MU_LAW = 7;
  private static final int MPEG_LAYER_3 = 0x55;
  private static final int SPEEX = 0xA109;

  private Riff() {}

  /// The code of a video codec that has no CodecID of its own, or 0.
  static int fourCc(String name) {
    return switch (name) {
      case "H263" -> 0x464C5631; // FLV1
      case "VP6" -> 0x56503646; // VP6F
      case "VP6Alpha" -> 0x56503641; // VP6A
      case "ScreenVideo1" -> 0x46535631; // FSV1
      default -> 0;
    };
  }

  private static @Nullable String videoName(int fourCc) {
    return switch (fourCc) {
      case 0x464C5631 -> "H263";
      case 0x56503646 -> "VP6";
      case 0x56503641 -> "VP6Alpha";
      case 0x46535631 -> "ScreenVideo1";
      case 0x4D4A5047, 0x6D6A7067 -> "JPEG"; // MJPG
      case 0x44495658, 0x58564944, 0x44583530, 0x464D5034, 0x6D703476 -> "MPEG4"; // DIVX … mp4v
      case 0x4D504547, 0x6D706732, 0x4D504732 -> "MPEG2"; // MPEG, mpg2, MPG2
      default -> null;
    };
  }

  /// The format tag of an audio codec that has no CodecID of its own, or 0.
  static int formatTag(String name) {
    return name.equals("Speex") ? SPEEX : 0;
  }

  /// The BITMAPINFOHEADER of `codec`.
  static Octets bitmap(Codec.OtherVideo codec) {
    ByteBuf out = Unpooled.buffer(BITMAP_BYTES);
    out.writeIntLE(BITMAP_BYTES + codec.configuration().length());
    out.writeIntLE(codec.picture().width()).writeIntLE(codec.picture().height());
    out.writeShortLE(1).writeShortLE(24);
    out.writeInt(fourCc(codec.name()));
    out.writeIntLE(3 * codec.picture().width() * codec.picture().height());
    out.writeZero(16);
    codec.configuration().writeTo(out);
    return Octets.copyOf(out);
  }

  /// The codec of a BITMAPINFOHEADER, or null if it is none of ours.
  ///
  /// @throws MalformedMediaException if it is cut short
  static Codec.@Nullable Video video(Octets header, Picture picture) {
    if (header.length() < BITMAP_BYTES) {
      throw new MalformedMediaException(
          "BITMAPINFOHEADER: " + header.length() + " bytes, needs " + BITMAP_BYTES);
    }
    String name = videoName(Unpooled.wrappedBuffer(header.toByteArray()).getInt(16));
    Octets rest = header.slice(BITMAP_BYTES, header.length());
    return name == null ? null : new Codec.OtherVideo(name, rest, picture);
  }

  /// The WAVEFORMATEX of companded sound.
  static Octets wave(Codec.G711 codec) {
    return wave(codec.aLaw() ? A_LAW : MU_LAW, codec, codec.channels(), 8, Octets.EMPTY);
  }

  /// The WAVEFORMATEX of sound that is not looked into.
  static Octets wave(Codec.OtherAudio codec) {
    return wave(formatTag(codec.name()), codec, 1, 16, codec.configuration());
  }

  private static Octets wave(int tag, Codec.Audio codec, int align, int bits, Octets extra) {
    ByteBuf out = Unpooled.buffer(WAVE_BYTES + extra.length());
    out.writeShortLE(tag).writeShortLE(codec.channels());
    out.writeIntLE(codec.sampleRate()).writeIntLE(codec.sampleRate() * align);
    out.writeShortLE(align).writeShortLE(bits).writeShortLE(extra.length());
    extra.writeTo(out);
    return Octets.copyOf(out);
  }

  /// The codec of a WAVEFORMATEX, or null if it is none of ours.
  ///
  /// @throws MalformedMediaException if it is cut short or says no sound
  static Codec.@Nullable Audio audio(Octets header) {
    if (header.length() < WAVE_MIN_BYTES) {
      throw new MalformedMediaException(
          "WAVEFORMATEX: " + header.length() + " bytes, needs " + WAVE_MIN_BYTES);
    }
    ByteBuf in = Unpooled.wrappedBuffer(header.toByteArray());
    int channels = in.getUnsignedShortLE(2);
    int rate = in.getIntLE(4);
    int bits = in.getUnsignedShortLE(14);
    if (channels == 0 || rate <= 0) {
      throw new MalformedMediaException(
          "WAVEFORMATEX: " + channels + " channels at " + rate + " Hz");
    }
    Octets extra = header.slice(Math.min(WAVE_BYTES, header.length()), header.length());
    return switch (in.getUnsignedShortLE(0)) {
      case A_LAW -> new Codec.G711(true, rate, channels);
      case MU_LAW -> new Codec.G711(false, rate, channels);
      case PCM -> pcm(bits, false, rate, channels);
      case FLOAT -> pcm(bits, true, rate, channels);
      case MPEG_LAYER_3 -> new Codec.Mp3(3, rate, channels);
      case SPEEX -> new Codec.OtherAudio("Speex", extra, rate, channels);
      default -> null;
    };
  }

  private static Codec.@Nullable Audio pcm(int bits, boolean floating, int rate, int channels) {
    return switch (bits) {
      case 8, 16, 24, 32, 64 -> new Codec.Pcm(bits, false, floating, rate, channels);
      default -> null;
    };
  }
}
