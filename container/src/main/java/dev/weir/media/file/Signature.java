package dev.weir.media.file;

import dev.weir.h26x.AvcNalType;
import dev.weir.h26x.HevcNalType;
import dev.weir.h26x.NalUnits;
import dev.weir.media.MediaException;
import dev.weir.mpegaudio.MpegAudioHeader;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/// What files of each format start with.
///
/// Each method looks at the readable bytes, moves no index, and answers false if they are too few.
final class Signature {
  private static final Set<String> FIRST_BOXES =
      Set.of(
          "ftyp", "styp", "moov", "moof", "mdat", "free", "skip", "wide", "pnot", "sidx", "emsg",
          "prft", "uuid");
  private static final int FLV = 0x464C56;
  private static final int EBML = 0x1A45DFA3;
  private static final int OGG = 0x4F676753; // "OggS"
  private static final int RIFF = 0x52494646;
  private static final int RF64 = 0x52463634;
  private static final int WAVE = 0x57415645;
  private static final int FLAC = 0x664C6143; // "fLaC"
  private static final int ID3 = 0x494433;
  private static final int MIN_FRAMES = 3; // whose headers have to follow each other
  private static final int ADTS_LENGTH_END = 6;
  private static final int MAX_TEXT_BYTES = 256;
  private static final Pattern SUBRIP =
      Pattern.compile("\\s*\\d+\\s*\\R\\s*\\d+:\\d+:\\d+[,.]\\d+\\s*-->");
  private static final int IVF = 0x444B4946; // "DKIF"
  private static final int TS_SYNC = 0x47;
  private static final int MAX_TS_PACKETS = 5;
  private static final int SIZED_DELIMITER = 0x1200;
  private static final int ANNEX_B_DELIMITER = 0x0110; // its size 1, its header

  private Signature() {}

  static boolean isMp4(ByteBuf start) {
    return has(start, 8)
        && FIRST_BOXES.contains(
            start.toString(start.readerIndex() + 4, 4, StandardCharsets.ISO_8859_1));
  }

  static boolean isFlv(ByteBuf start) {
    return has(start, 4) && start.getUnsignedMedium(start.readerIndex()) == FLV;
  }

  static boolean isMatroska(ByteBuf start) {
    return startsWith(start, EBML);
  }

  static boolean isOgg(ByteBuf start) {
    return startsWith(start, OGG);
  }

  static boolean isWav(ByteBuf start) {
    return (startsWith(start, RIFF) || startsWith(start, RF64))
        && has(start, 12)
        && start.getInt(start.readerIndex() + 8) == WAVE;
  }

  static boolean isFlac(ByteBuf start) {
    return startsWith(afterId3(start), FLAC);
  }

  /// Frames of which each says where the next one starts.
  static boolean isAdts(ByteBuf start) {
    ByteBuf in = afterId3(start);
    int at = in.readerIndex();
    for (int frame = 0; frame < MIN_FRAMES; frame++) {
      if (in.writerIndex() - at < ADTS_LENGTH_END) {
        return frame > 0 && at >= in.writerIndex();
      }
      // |sync (12)|version (1)|layer=0 (2)|…|frame bytes (13) from bit 30 on|
      int bytes = (in.getUnsignedMedium(at + 3) >> 5) & 0x1FFF;
      if ((in.getUnsignedShort(at) & 0xFFF6) != 0xFFF0 || bytes < ADTS_LENGTH_END) {
        return false;
      }
      at += bytes;
    }
    return true;
  }

  /// An ID3 tag with anything behind it that is neither FLAC nor AAC, or frames.
  static boolean isMpegAudio(ByteBuf start) {
    ByteBuf in = afterId3(start);
    if (in.readerIndex() > start.readerIndex() && !in.isReadable()) {
      return true; // The tag is longer than what is here; most are of MP3.
    }
    int at = in.readerIndex();
    for (int frame = 0; frame < MIN_FRAMES; frame++) {
      if (in.writerIndex() - at < MpegAudioHeader.BYTES) {
        return frame > 0;
      }
      int bytes = mpegFrameBytes(in.getInt(at));
      if (bytes == 0) {
        return false;
      }
      at += Math.min(bytes, in.writerIndex() - at);
    }
    return true;
  }

  private static int mpegFrameBytes(int header) {
    try {
      return MpegAudioHeader.parse(header).frameBytes();
    } catch (MediaException _) {
      return 0;
    }
  }

  // ID3v2: |"ID3"|version (16)|flags (8)|bytes (4 × 7 bits)|
  private static ByteBuf afterId3(ByteBuf start) {
    ByteBuf in = start.slice();
    if (!has(in, 10) || in.getUnsignedMedium(0) != ID3) {
      return in;
    }
    int bytes = 10;
    for (int i = 0; i < 4; i++) {
      bytes += (in.getByte(6 + i) & 0x7F) << (7 * (3 - i));
    }
    return in.readerIndex(Math.min(bytes, in.writerIndex()));
  }

  static boolean isWebVtt(ByteBuf start) {
    return text(start).startsWith("WEBVTT");
  }

  /// A number, then a line with the times of the first cue.
  static boolean isSubRip(ByteBuf start) {
    return SUBRIP.matcher(text(start)).lookingAt();
  }

  private static String text(ByteBuf start) {
    int bytes = Math.min(start.readableBytes(), MAX_TEXT_BYTES);
    String text = start.toString(start.readerIndex(), bytes, StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  static boolean isIvf(ByteBuf start) {
    return startsWith(start, IVF);
  }

  /// Sync bytes at the distance of one of the three sizes; those of 192 bytes have 4 before it.
  static boolean isTs(ByteBuf start) {
    return hasSyncs(start, 0, 188) || hasSyncs(start, 4, 192) || hasSyncs(start, 0, 204);
  }

  private static boolean hasSyncs(ByteBuf start, int first, int distance) {
    if (!has(start, first + distance + 1)) {
      return false;
    }
    int packets = Math.min(MAX_TS_PACKETS, (start.readableBytes() - first - 1) / distance + 1);
    for (int i = 0; i < packets; i++) {
      if (start.getByte(start.readerIndex() + first + i * distance) != TS_SYNC) {
        return false;
      }
    }
    return true;
  }

  /// A first unit that can start an access unit: parameter sets, delimiter, SEI, an IDR picture.
  static boolean isAvc(ByteBuf start) {
    int header = firstNalHeader(start);
    return header > 0
        && switch (AvcNalType.of(header >> 8)) {
          case AvcNalType.SPS, AvcNalType.PPS, AvcNalType.AUD, AvcNalType.SEI, AvcNalType.IDR ->
              header >> 8 < 0x80;
          default -> false;
        };
  }

  /// The same; the second byte of the header says layer 0, temporal layer 0.
  static boolean isHevc(ByteBuf start) {
    int header = firstNalHeader(start);
    return (header & 0xFF) == 1
        && switch (HevcNalType.of(header >> 8)) {
          case HevcNalType.VPS,
              HevcNalType.SPS,
              HevcNalType.AUD,
              HevcNalType.PREFIX_SEI,
              HevcNalType.CRA,
              HevcNalType.IDR_W_RADL,
              HevcNalType.IDR_N_LP ->
              header >> 8 < 0x80;
          default -> false;
        };
  }

  /// Two bytes after the start code that the file begins with, or −1.
  private static int firstNalHeader(ByteBuf start) {
    int end = start.writerIndex();
    int code = NalUnits.startCode(start, start.readerIndex(), end);
    boolean first = code - start.readerIndex() <= 1 && end - code >= 5;
    return first ? start.getUnsignedShort(code + 3) : -1;
  }

  /// A temporal delimiter of no bytes, alone or after the sizes of annex B.
  static boolean isObu(ByteBuf start) {
    if (!has(start, 4)) {
      return false;
    }
    int at = start.readerIndex();
    return start.getUnsignedShort(at) == SIZED_DELIMITER
        || (start.getByte(at) != 0
            && start.getByte(at + 1) != 0
            && (start.getShort(at + 2) == ANNEX_B_DELIMITER));
  }

  private static boolean startsWith(ByteBuf start, int fourBytes) {
    return has(start, 4) && start.getInt(start.readerIndex()) == fourBytes;
  }

  private static boolean has(ByteBuf start, int bytes) {
    return start.readableBytes() >= bytes;
  }
}
