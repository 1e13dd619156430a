package dev.weir.flv;

import dev.weir.media.Codec;

/// The numbers and FourCCs of audio codecs. Both live in one `int`: the numbers are below 16.
final class AudioCodecId {
  static final int PCM = 0;
  static final int ADPCM = 1;
  static final int LEGACY_MP3 = 2;
  static final int PCM_LITTLE_ENDIAN = 3;
  static final int NELLYMOSER_16K = 4;
  static final int NELLYMOSER_8K = 5;
  static final int NELLYMOSER = 6;
  static final int A_LAW = 7;
  static final int U_LAW = 8;
  static final int ENHANCED = 9;
  static final int LEGACY_AAC = 10;
  static final int SPEEX = 11;
  static final int MP3_8K = 14;

  static final int AAC = FourCc.of("mp4a");
  static final int OPUS = FourCc.of("Opus");
  static final int FLAC = FourCc.of("fLaC");
  static final int AC3 = FourCc.of("ac-3");
  static final int EAC3 = FourCc.of("ec-3");
  static final int MP3 = FourCc.of(".mp3");

  /// No codec of ours.
  static final int NONE = -1;

  private AudioCodecId() {}

  /// The FourCC or, for codecs that have none, the number; [#NONE] if FLV cannot carry `codec`.
  static int of(Codec.Audio codec) {
    return switch (codec) {
      case Codec.Aac _ -> AAC;
      case Codec.Opus _ -> OPUS;
      case Codec.Flac _ -> FLAC;
      case Codec.Ac3(boolean enhanced, _, _, _) -> enhanced ? EAC3 : AC3;
      case Codec.Mp3(int layer, _, _) -> layer == 3 ? MP3 : NONE;
      case Codec.G711(boolean aLaw, int rate, int channels) ->
          rate != 8000 || channels > 2 ? NONE : aLaw ? A_LAW : U_LAW;
      case Codec.Pcm pcm -> pcm(pcm);
      case Codec.Vorbis _ -> NONE;
      case Codec.OtherAudio other -> other(other);
    };
  }

  private static int pcm(Codec.Pcm pcm) {
    boolean plain = pcm.bits() == 8 || (pcm.bits() == 16 && !pcm.bigEndian() && !pcm.floating());
    return plain && pcm.channels() <= 2 && SoundHeader.isExact(pcm.sampleRate())
        ? PCM_LITTLE_ENDIAN
        : NONE;
  }

  private static int other(Codec.OtherAudio codec) {
    return switch (codec.name()) {
      case "Speex" -> SPEEX;
      case "ADPCM" -> ADPCM;
      case "Nellymoser" ->
          switch (codec.sampleRate()) {
            case 16_000 -> NELLYMOSER_16K;
            case 8_000 -> NELLYMOSER_8K;
            default -> NELLYMOSER;
          };
      default -> NONE;
    };
  }

  /// Whether `id` is a FourCC, not a number.
  static boolean isFourCc(int id) {
    return id > 15;
  }

  /// What `audiocodecid` of onMetaData says: AAC and MP3 keep their numbers, as their bodies keep
  /// their form.
  static int inMetadata(int id) {
    return id == AAC ? LEGACY_AAC : id == MP3 ? LEGACY_MP3 : id;
  }
}
