package dev.weir.mp4;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;

/// Sample entries of linear samples: QuickTime's, which every player knows, and for reading also
/// those of ISO/IEC 23003-5.
///
/// Written are `sowt` and `twos` for 16 bits, and `lpcm` (QuickTime's sound description 2), which
/// says everything in one set of flags, for the rest.
final class LinearEntry {
  private static final int FLOATING = 1;
  private static final int BIG_ENDIAN = 2;
  private static final int SIGNED = 4;
  private static final int PACKED = 8;
  private static final int DESCRIPTION_2_BYTES = 72; // of the fields, from the box header on
  private static final int MAX_SHORT_RATE = 0xFFFF;

  private LinearEntry() {}

  /// @throws UnsupportedMediaException if it is none of these, or of a form that Weir has not
  static Codec codec(AudioEntry.Fields fields) {
    return switch (fields.type()) {
      case "twos" -> pcm(fields, signedBits(fields), true, false);
      case "sowt" -> pcm(fields, signedBits(fields), false, false);
      case "raw ", "NONE" -> pcm(fields, fields.bits() == 16 ? 16 : 8, true, false);
      case "in24" -> pcm(fields, 24, !isLittle(fields), false);
      case "in32" -> pcm(fields, 32, !isLittle(fields), false);
      case "fl32" -> pcm(fields, 32, !isLittle(fields), true);
      case "fl64" -> pcm(fields, 64, !isLittle(fields), true);
      case "lpcm" -> describedByFlags(fields);
      case "ipcm", "fpcm" -> iso(fields);
      default -> throw unsupported(fields);
    };
  }

  /// 8 bits have a sign here, which [Codec.Pcm] has no form for. More than 16 are GStreamer's.
  private static int signedBits(AudioEntry.Fields fields) {
    return switch (fields.bits()) {
      case 8 -> throw unsupported(fields);
      case 24, 32 -> fields.bits();
      default -> 16;
    };
  }

  private static boolean isLittle(AudioEntry.Fields fields) {
    Octets enda = fields.boxes().find("enda");
    return enda != null && enda.length() >= 2 && enda.at(1) == 1;
  }

  private static Codec describedByFlags(AudioEntry.Fields fields) {
    int flags = fields.linearFlags();
    boolean floating = (flags & FLOATING) != 0;
    boolean signed = floating || (flags & SIGNED) != 0;
    if (signed == (fields.bits() == 8)) {
      throw unsupported(fields);
    }
    return pcm(fields, fields.bits(), (flags & BIG_ENDIAN) != 0, floating);
  }

  // ISO/IEC 23003-5 5.1: pcmC is a FullBox with format_flags:8 (1: little-endian) and bits:8.
  private static Codec iso(AudioEntry.Fields fields) {
    Octets pcmC = fields.require("pcmC", 6);
    boolean floating = fields.type().equals("fpcm");
    if (pcmC.at(5) == 8) {
      throw unsupported(fields);
    }
    return pcm(fields, pcmC.at(5), (pcmC.at(4) & 1) == 0, floating);
  }

  private static Codec pcm(
      AudioEntry.Fields fields, int bits, boolean bigEndian, boolean floating) {
    boolean known = floating ? bits == 32 || bits == 64 : bits >= 8 && bits <= 32 && bits % 8 == 0;
    if (!known) {
      throw unsupported(fields);
    }
    return new Codec.Pcm(bits, bigEndian, floating, fields.sampleRate(), fields.channels());
  }

  private static UnsupportedMediaException unsupported(AudioEntry.Fields fields) {
    return new UnsupportedMediaException(
        "Sample entry '%s' with %d bits".formatted(fields.type(), fields.bits()));
  }

  static void write(Codec.Pcm pcm, ByteBuf out) {
    if (pcm.bits() == 16 && !pcm.floating() && pcm.sampleRate() <= MAX_SHORT_RATE) {
      BoxWriter.end(AudioEntry.begin(pcm.bigEndian() ? "twos" : "sowt", pcm, out), out);
      return;
    }
    int entry = SampleEntry.begin("lpcm", out);
    out.writeShort(2).writeZero(6);
    // Constants of version 2, for those who read it as version 0.
    out.writeShort(3).writeShort(16).writeShort(-2).writeShort(0).writeInt(0x00010000);
    out.writeInt(DESCRIPTION_2_BYTES);
    out.writeDouble(pcm.sampleRate());
    out.writeInt(pcm.channels()).writeInt(0x7F000000);
    out.writeInt(pcm.bits()).writeInt(flags(pcm));
    out.writeInt(pcm.channels() * pcm.bits() / 8).writeInt(1);
    BoxWriter.end(entry, out);
  }

  private static int flags(Codec.Pcm pcm) {
    return (pcm.floating() ? FLOATING : pcm.bits() == 8 ? 0 : SIGNED)
        | (pcm.bigEndian() ? BIG_ENDIAN : 0)
        | PACKED;
  }
}
