package dev.weir.matroska;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.av1.Av1Configuration;
import dev.weir.flac.StreamInfo;
import dev.weir.h26x.AvcConfiguration;
import dev.weir.h26x.HevcConfiguration;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.opus.OpusHead;
import org.jspecify.annotations.Nullable;

/// The codec of a TrackEntry, as far as it stands there: of VP8, VP9, MPEG audio and AC-3 the
/// frames know better.
final class CodecReader {
  private static final int PCM_BYTE_BITS = 8;
  private static final int VP9_PROFILE = 1;
  private static final int VP9_LEVEL = 2;

  private CodecReader() {}

  /// The codec, or null if it is none of Weir's.
  ///
  /// @throws MalformedMediaException if the CodecPrivate is not what the codec needs
  static @Nullable Codec read(TrackEntry entry) {
    Octets bytes = entry.codecPrivate;
    return switch (entry.codecId) {
      case CodecIds.AVC -> AvcConfiguration.parse(bytes);
      case CodecIds.HEVC -> HevcConfiguration.parse(bytes);
      case CodecIds.AV1 -> Av1Configuration.parse(bytes);
      case CodecIds.VP8 -> new Codec.Vp8(entry.picture());
      case CodecIds.VP9 -> vp9(entry);
      case CodecIds.THEORA -> theora(entry);
      case CodecIds.MPEG1, CodecIds.MPEG2 -> other("MPEG2", entry);
      case CodecIds.MPEG4, "V_MPEG4/ISO/SP", "V_MPEG4/ISO/AP" -> other("MPEG4", entry);
      case CodecIds.MJPEG -> other("JPEG", entry);
      case CodecIds.VFW -> Riff.video(bytes, entry.picture());
      case CodecIds.OPUS -> bytes.isEmpty() ? OpusHead.of(entry.channels) : OpusHead.parse(bytes);
      case CodecIds.VORBIS -> vorbis(entry);
      case CodecIds.MPEG_LAYER_3 -> new Codec.Mp3(3, entry.rate(), entry.channels);
      case CodecIds.MPEG_LAYER_2 -> new Codec.Mp3(2, entry.rate(), entry.channels);
      case CodecIds.MPEG_LAYER_1 -> otherAudio("MP1", entry);
      case CodecIds.AC3, "A_AC3/BSID9", "A_AC3/BSID10" -> ac3(false, entry);
      case CodecIds.EAC3 -> ac3(true, entry);
      case CodecIds.FLAC -> StreamInfo.parse(bytes);
      case CodecIds.PCM_LITTLE -> pcm(false, false, entry);
      case CodecIds.PCM_BIG -> pcm(true, false, entry);
      case CodecIds.PCM_FLOAT -> pcm(false, true, entry);
      case CodecIds.ACM -> Riff.audio(bytes);
      case CodecIds.DTS -> otherAudio("DTS", entry);
      case CodecIds.ALAC -> otherAudio("ALAC", entry);
      case CodecIds.UTF8, "S_TEXT/ASCII" -> new Codec.Text(Codec.Text.Format.SUBRIP, Octets.EMPTY);
      case CodecIds.ASS, CodecIds.SSA, "S_ASS", "S_SSA" ->
          new Codec.Text(Codec.Text.Format.ASS, bytes);
      case CodecIds.WEBVTT -> new Codec.Text(Codec.Text.Format.WEBVTT, bytes);
      default -> ofFamily(entry);
    };
  }

  private static @Nullable Codec ofFamily(TrackEntry entry) {
    if (entry.codecId.startsWith(CodecIds.AAC)) {
      return aac(entry);
    }
    return entry.codecId.startsWith(CodecIds.WEBM_WEBVTT)
        ? new Codec.Text(Codec.Text.Format.WEBVTT, Octets.EMPTY)
        : null;
  }

  // Old muxers have the profile in the id and nothing else: A_AAC/MPEG4/LC/SBR.
  private static Codec aac(TrackEntry entry) {
    if (!entry.codecPrivate.isEmpty()) {
      return AudioSpecificConfig.parse(entry.codecPrivate);
    }
    int type =
        entry.codecId.endsWith("/SBR")
            ? AudioSpecificConfig.SBR
            : entry.codecId.endsWith("/MAIN") ? 1 : AudioSpecificConfig.LC;
    return AudioSpecificConfig.of(type, entry.rate(), entry.channels);
  }

  private static Codec vp9(TrackEntry entry) {
    int profile = 0;
    int level = 0;
    Octets features = entry.codecPrivate; // each |id (8)|length (8)|value|
    for (int at = 0; at + 2 < features.length(); at += 2 + features.at(at + 1)) {
      switch (features.at(at)) {
        case VP9_PROFILE -> profile = features.at(at + 2) & 3;
        case VP9_LEVEL -> level = features.at(at + 2);
        default -> {}
      }
    }
    return new Codec.Vp9(profile, level, entry.picture());
  }

  private static Codec ac3(boolean enhanced, TrackEntry entry) {
    return new Codec.Ac3(enhanced, Octets.EMPTY, entry.rate(), entry.channels);
  }

  private static Codec other(String name, TrackEntry entry) {
    return new Codec.OtherVideo(name, entry.codecPrivate, entry.picture());
  }

  private static Codec otherAudio(String name, TrackEntry entry) {
    return new Codec.OtherAudio(name, entry.codecPrivate, entry.rate(), entry.channels);
  }

  private static @Nullable Codec pcm(boolean bigEndian, boolean floating, TrackEntry entry) {
    int bits = entry.bitDepth;
    boolean known =
        floating ? bits == 32 || bits == 64 : bits == 8 || bits == 16 || bits == 24 || bits == 32;
    boolean big = bigEndian && bits > PCM_BYTE_BITS;
    return known ? new Codec.Pcm(bits, big, floating, entry.rate(), entry.channels) : null;
  }

  private static Codec vorbis(TrackEntry entry) {
    Octets[] headers = xiph(entry.codecPrivate);
    return new Codec.Vorbis(headers[0], headers[1], headers[2], entry.rate(), entry.channels);
  }

  private static Codec theora(TrackEntry entry) {
    Octets[] headers = xiph(entry.codecPrivate);
    return new Codec.Theora(headers[0], headers[1], headers[2], entry.picture());
  }

  /// Three packets in Xiph's lacing (see [CodecPrivates]).
  private static Octets[] xiph(Octets bytes) {
    if (bytes.isEmpty() || bytes.at(0) != 2) {
      throw malformed(bytes);
    }
    int at = 1;
    int[] sizes = new int[2];
    for (int i = 0; i < sizes.length; i++) {
      int octet;
      do {
        if (at == bytes.length()) {
          throw malformed(bytes);
        }
        octet = bytes.at(at++);
        sizes[i] += octet;
      } while (octet == 255);
    }
    int second = at + sizes[0];
    int third = second + sizes[1];
    if (third > bytes.length()) {
      throw malformed(bytes);
    }
    return new Octets[] {
      bytes.slice(at, second), bytes.slice(second, third), bytes.slice(third, bytes.length())
    };
  }

  private static MalformedMediaException malformed(Octets bytes) {
    return new MalformedMediaException(
        "Matroska CodecPrivate: no three packets in Xiph's lacing in " + bytes);
  }
}
