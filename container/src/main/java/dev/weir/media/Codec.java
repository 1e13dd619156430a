package dev.weir.media;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a track is coded in, with everything a decoder must be told out of band.
///
/// Every codec has one payload form inside Weir; the edges convert:
///
/// | codec | one sample is |
/// |---|---|
/// | [Avc], [Hevc] | an access unit: NAL units, each after its length in 4 bytes, big-endian; parameter sets only here in the codec, no access unit delimiters |
/// | [Av1] | a temporal unit of OBUs with size fields, without temporal delimiters |
/// | [Vp8], [Vp9], [Theora], [OtherVideo] | one coded frame (VP9: a superframe counts as one) |
/// | [Aac] | one raw_data_block, no ADTS or LATM around it |
/// | [Opus], [Vorbis], [Flac] | one packet or frame |
/// | [Mp3], [Ac3] | one whole frame with its header |
/// | [G711], [Pcm] | any number of whole sample frames |
/// | [OtherAudio] | one packet as its container gives it |
/// | [Text] | one [Cue]: its duration, then UTF-8 |
/// | [Data] | one message |
public sealed interface Codec {

  /// What kind of track this makes.
  enum Kind {
    VIDEO,
    AUDIO,
    TEXT,
    DATA
  }

  /// The name operators, selectors and the info JSON use: `H264`, `HEVC`, `AAC`, `opus`, …
  String name();

  /// The value of an RFC 6381 `codecs` parameter, or null if the codec has none.
  @Nullable String codecString();

  /// What kind of track this makes.
  Kind kind();

  /// A codec of pictures.
  sealed interface Video extends Codec {
    /// Size, frame rate and colours as far as the headers say.
    Picture picture();

    @Override
    default Kind kind() {
      return Kind.VIDEO;
    }
  }

  /// A codec of sound.
  sealed interface Audio extends Codec {
    /// Samples per second of the decoded sound.
    int sampleRate();

    /// Channels of the decoded sound.
    int channels();

    @Override
    default Kind kind() {
      return Kind.AUDIO;
    }
  }

  /// H.264 (ISO/IEC 14496-10).
  ///
  /// @param configuration an AVCDecoderConfigurationRecord (ISO/IEC 14496-15 5.3.3) whose
  ///   lengthSizeMinusOne is 3, whatever the source used
  /// @param sps the sequence parameter sets, without length or start code
  /// @param pps the picture parameter sets, without length or start code
  /// @param picture from the first sequence parameter set
  record Avc(Octets configuration, List<Octets> sps, List<Octets> pps, Picture picture)
      implements Video {
    /// Copies the lists.
    public Avc {
      sps = List.copyOf(sps);
      pps = List.copyOf(pps);
    }

    /// AVCProfileIndication, for example 100 for High.
    public int profile() {
      return configuration.at(1);
    }

    /// profile_compatibility: the constraint flags.
    public int constraints() {
      return configuration.at(2);
    }

    /// AVCLevelIndication: ten times the level, for example 31.
    public int level() {
      return configuration.at(3);
    }

    @Override
    public String name() {
      return "H264";
    }

    @Override
    public String codecString() {
      return String.format(Locale.ROOT, "avc1.%02x%02x%02x", profile(), constraints(), level());
    }
  }

  /// H.265 (ISO/IEC 23008-2).
  ///
  /// @param configuration an HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 8.3.3) whose
  ///   lengthSizeMinusOne is 3, whatever the source used
  /// @param vps the video parameter sets, without length or start code
  /// @param sps the sequence parameter sets, without length or start code
  /// @param pps the picture parameter sets, without length or start code
  /// @param picture from the first sequence parameter set
  /// @param codecString `hvc1.…` (ISO/IEC 14496-15 annex E)
  record Hevc(
      Octets configuration,
      List<Octets> vps,
      List<Octets> sps,
      List<Octets> pps,
      Picture picture,
      String codecString)
      implements Video {
    /// Copies the lists.
    public Hevc {
      vps = List.copyOf(vps);
      sps = List.copyOf(sps);
      pps = List.copyOf(pps);
    }

    @Override
    public String name() {
      return "HEVC";
    }
  }

  /// AV1.
  ///
  /// @param configuration an AV1CodecConfigurationRecord (AV1 in ISOBMFF 2.3.3) with the sequence
  ///   header OBU in its configOBUs
  /// @param picture from the sequence header
  /// @param codecString `av01.…` (AV1 in ISOBMFF 5)
  record Av1(Octets configuration, Picture picture, String codecString) implements Video {
    @Override
    public String name() {
      return "AV1";
    }
  }

  /// VP8 (RFC 6386).
  ///
  /// @param picture from a keyframe's header
  record Vp8(Picture picture) implements Video {
    @Override
    public String name() {
      return "VP8";
    }

    @Override
    public String codecString() {
      return "vp8";
    }
  }

  /// VP9.
  ///
  /// @param profile 0 to 3
  /// @param level ten times the level, 0 if unknown
  /// @param picture from a keyframe's header, or the container's
  record Vp9(int profile, int level, Picture picture) implements Video {
    @Override
    public String name() {
      return "VP9";
    }

    @Override
    public String codecString() {
      // VP Codec ISO Media File Format Binding: a decoder that is told no level gets 1.0.
      return String.format(
          Locale.ROOT,
          "vp09.%02d.%02d.%02d",
          profile,
          level == 0 ? 10 : level,
          picture.colour().bitDepth());
    }
  }

  /// Theora.
  ///
  /// @param identification the identification header
  /// @param comment the comment header
  /// @param setup the setup header
  /// @param picture from the identification header
  record Theora(Octets identification, Octets comment, Octets setup, Picture picture)
      implements Video {
    @Override
    public String name() {
      return "theora";
    }

    @Override
    public String codecString() {
      return "theora";
    }
  }

  /// A video codec that is carried without being looked into.
  ///
  /// @param name `H263`, `VP6`, `VP6Alpha`, `ScreenVideo1`, `ScreenVideo2`, `MPEG2`, `MPEG4`,
  ///   `JPEG`
  /// @param configuration whatever its container says out of band
  /// @param picture as far as its container says
  record OtherVideo(String name, Octets configuration, Picture picture) implements Video {
    @Override
    public @Nullable String codecString() {
      return null;
    }
  }

  /// AAC (ISO/IEC 14496-3).
  ///
  /// @param configuration the AudioSpecificConfig
  /// @param objectType audioObjectType: 2 LC, 5 SBR (HE-AAC), 29 PS (HE-AAC v2), 42 USAC
  /// @param sampleRate of the decoded sound: with SBR signalled, the extension rate
  /// @param channels of the decoded sound
  /// @param samplesPerFrame sound samples one raw_data_block covers at [#sampleRate]: 1024, 960 or
  ///   2048
  record Aac(
      Octets configuration, int objectType, int sampleRate, int channels, int samplesPerFrame)
      implements Audio {
    @Override
    public String name() {
      return "AAC";
    }

    @Override
    public String codecString() {
      return "mp4a.40." + objectType;
    }
  }

  /// Opus (RFC 6716).
  ///
  /// @param head an OpusHead identification header (RFC 7845 5.1, little-endian)
  /// @param channels output channel count
  /// @param preSkip samples at 48 kHz to discard at the start
  record Opus(Octets head, int channels, int preSkip) implements Audio {
    @Override
    public String name() {
      return "opus";
    }

    @Override
    public int sampleRate() {
      return 48_000;
    }

    @Override
    public String codecString() {
      return "opus";
    }
  }

  /// Vorbis.
  ///
  /// @param identification the identification header
  /// @param comment the comment header
  /// @param setup the setup header
  /// @param sampleRate from the identification header
  /// @param channels from the identification header
  record Vorbis(Octets identification, Octets comment, Octets setup, int sampleRate, int channels)
      implements Audio {
    @Override
    public String name() {
      return "vorbis";
    }

    @Override
    public String codecString() {
      return "vorbis";
    }
  }

  /// MPEG-1 and MPEG-2 audio (ISO/IEC 11172-3, 13818-3), layers II and III.
  ///
  /// @param layer 2 or 3
  /// @param sampleRate from the frame header
  /// @param channels from the frame header
  record Mp3(int layer, int sampleRate, int channels) implements Audio {
    /// Sound samples in one frame: layer III of MPEG-2 has half of the others.
    public int samplesPerFrame() {
      return layer == 3 && sampleRate < 32_000 ? 576 : 1152;
    }

    @Override
    public String name() {
      return layer == 3 ? "MP3" : "MP2";
    }

    @Override
    public String codecString() {
      // RFC 6381 by way of the MP4 registration authority: 0x6B is MPEG-1 audio, 0x69 MPEG-2.
      return layer == 3 ? "mp4a.40.34" : sampleRate < 32_000 ? "mp4a.69" : "mp4a.6B";
    }
  }

  /// AC-3 and Enhanced AC-3 (ETSI TS 102 366).
  ///
  /// @param enhanced whether this is E-AC-3
  /// @param configuration the body of a `dac3` or `dec3` box (annex F)
  /// @param sampleRate from the sync frame
  /// @param channels from the sync frame, LFE counted
  record Ac3(boolean enhanced, Octets configuration, int sampleRate, int channels)
      implements Audio {
    @Override
    public String name() {
      return enhanced ? "EAC3" : "AC3";
    }

    @Override
    public String codecString() {
      return enhanced ? "ec-3" : "ac-3";
    }
  }

  /// FLAC (RFC 9639).
  ///
  /// @param streamInfo the STREAMINFO block body, 34 bytes
  /// @param sampleRate from STREAMINFO
  /// @param channels from STREAMINFO
  record Flac(Octets streamInfo, int sampleRate, int channels) implements Audio {
    @Override
    public String name() {
      return "FLAC";
    }

    @Override
    public String codecString() {
      return "flac";
    }

    /// How many bits its samples have, as STREAMINFO says (RFC 9639 8.2):
    ///
    /// ```
    ///   byte 12              byte 13
    ///   rate (4)|channels (3)|bits - 1 (5)|samples …
    /// ```
    public int bitsPerSample() {
      return ((streamInfo.at(12) & 1) << 4 | (streamInfo.at(13) & 0xF0) >> 4) + 1;
    }
  }

  /// G.711: 8 bits per sample.
  ///
  /// @param aLaw A-law if true, µ-law otherwise
  /// @param sampleRate samples per second, usually 8000
  /// @param channels interleaved channels
  record G711(boolean aLaw, int sampleRate, int channels) implements Audio {
    @Override
    public String name() {
      return aLaw ? "ALAW" : "ULAW";
    }

    @Override
    public @Nullable String codecString() {
      return null;
    }
  }

  /// Linear samples, interleaved.
  ///
  /// @param bits 8 (unsigned), 16, 24, 32 or 64 per sample
  /// @param bigEndian byte order
  /// @param floating IEEE 754 if true, two's complement integers otherwise
  /// @param sampleRate samples per second
  /// @param channels interleaved channels
  record Pcm(int bits, boolean bigEndian, boolean floating, int sampleRate, int channels)
      implements Audio {
    @Override
    public String name() {
      return floating ? "FLOAT" : "PCM";
    }

    @Override
    public @Nullable String codecString() {
      return null;
    }
  }

  /// A sound codec that is carried without being looked into.
  ///
  /// @param name `Speex`, `Nellymoser`, `ADPCM`, `ALAC`, `DTS`
  /// @param configuration whatever its container says out of band
  /// @param sampleRate as its container says
  /// @param channels as its container says
  record OtherAudio(String name, Octets configuration, int sampleRate, int channels)
      implements Audio {
    @Override
    public @Nullable String codecString() {
      return null;
    }
  }

  /// Subtitles and captions.
  ///
  /// @param format what a cue's payload is
  /// @param header what precedes all cues (a WebVTT or ASS header), may be empty
  record Text(Text.Format format, Octets header) implements Codec {
    /// What a cue's payload is.
    public enum Format {
      /// UTF-8 text, SubRip mark-up allowed.
      SUBRIP("subtitle", null),
      /// A WebVTT cue's settings line, a line feed, its text.
      WEBVTT("subtitle", "wvtt"),
      /// 3GPP timed text (TS 26.245).
      TX3G("subtitle", "tx3g"),
      /// Advanced SubStation Alpha.
      ASS("subtitle", null);

      private final String codecName;
      private final @Nullable String codecString;

      Format(String codecName, @Nullable String codecString) {
        this.codecName = codecName;
        this.codecString = codecString;
      }
    }

    @Override
    public Kind kind() {
      return Kind.TEXT;
    }

    @Override
    public String name() {
      return format.codecName;
    }

    @Override
    public @Nullable String codecString() {
      return format.codecString;
    }
  }

  /// Timed messages.
  ///
  /// @param format what a message is
  record Data(Data.Format format) implements Codec {
    /// What a message is.
    public enum Format {
      /// An AMF0 string (the handler's name: `onMetaData`, `onCuePoint`, …) and its AMF0 arguments.
      AMF0("AMF"),
      /// An ID3v2 tag.
      ID3("ID3"),
      /// A splice_info_section (SCTE 35), whose times count from that of the message: its
      /// pts_adjustment says so, so that it can be moved with the message.
      SCTE35("SCTE35"),
      /// One JSON value in UTF-8.
      JSON("JSON"),
      /// A KLV unit (SMPTE 336).
      KLV("KLV");

      private final String codecName;

      Format(String codecName) {
        this.codecName = codecName;
      }
    }

    @Override
    public Kind kind() {
      return Kind.DATA;
    }

    @Override
    public String name() {
      return format.codecName;
    }

    @Override
    public @Nullable String codecString() {
      return null;
    }
  }
}
