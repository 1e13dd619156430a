package dev.weir.rtp;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.aac.StreamMuxConfig;
import dev.weir.h26x.AvcConfiguration;
import dev.weir.h26x.HevcConfiguration;
import dev.weir.h26x.Mpeg2Unit;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.opus.OpusHead;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Between codecs and payload formats, both ways: the media type registrations of each format.
final class CodecFormats {
  private static final int VIDEO_RATE = 90_000;
  private static final int G722_SAMPLE_RATE = 16_000;
  private static final int OPUS_RATE = 48_000;
  private static final int MAX_CONFIG_DIGITS = 1024;
  private static final int MAX_SPROP_CHARS = 32_768;
  private static final int AV1_SEQUENCE_PROFILE_INDEX = 1;

  private CodecFormats() {}

  static PayloadFormat formatOf(Codec codec, int type) {
    return switch (codec) {
      case Codec.Avc avc -> video(type, "H264", avcParameters(avc));
      case Codec.Hevc hevc -> video(type, "H265", hevcParameters(hevc));
      case Codec.Av1 av1 -> video(type, "AV1", av1Parameters(av1));
      case Codec.Vp8 _ -> video(type, "VP8", FormatParameters.NONE);
      case Codec.Vp9 vp9 ->
          video(type, "VP9", FormatParameters.of("profile-id", Integer.toString(vp9.profile())));
      case Codec.OtherVideo(String name, _, _) when name.equals(Mpeg2Unit.CODEC_NAME) ->
          PayloadFormat.plain(32, "MPV", VIDEO_RATE, 1);
      case Codec.Aac aac ->
          new PayloadFormat(
              type, "mpeg4-generic", aac.sampleRate(), aac.channels(), aacParameters(aac));
      case Codec.Opus opus -> opus(opus, type);
      case Codec.Mp3 _ -> PayloadFormat.plain(14, "MPA", VIDEO_RATE, 1);
      case Codec.Ac3 ac3 ->
          PayloadFormat.plain(
              type, ac3.enhanced() ? "eac3" : "ac3", ac3.sampleRate(), ac3.channels());
      case Codec.G711 g711 -> g711(g711, type);
      case Codec.Pcm pcm when isLinear(pcm) -> linear(pcm, type);
      case Codec.OtherAudio(String name, _, _, int channels) when name.equals("G722") ->
          PayloadFormat.plain(channels == 1 ? 9 : type, "G722", 8_000, channels);
      case Codec.OtherAudio(String name, _, int rate, _) when name.equals("Speex") ->
          PayloadFormat.plain(type, "speex", rate, 1);
      default -> throw new UnsupportedMediaException("RTP: no payload format for " + codec.name());
    };
  }

  private static PayloadFormat video(int type, String encoding, FormatParameters parameters) {
    return new PayloadFormat(type, encoding, VIDEO_RATE, 1, parameters);
  }

  // RFC 6184 8.1
  private static FormatParameters avcParameters(Codec.Avc codec) {
    String profile =
        String.format(
            Locale.ROOT, "%02X%02X%02X", codec.profile(), codec.constraints(), codec.level());
    List<Octets> sets = new ArrayList<>(codec.sps());
    sets.addAll(codec.pps());
    return FormatParameters.of(
        "packetization-mode",
        "1",
        "profile-level-id",
        profile,
        "sprop-parameter-sets",
        base64(sets));
  }

  // RFC 7798 7.1
  private static FormatParameters hevcParameters(Codec.Hevc codec) {
    return FormatParameters.of(
        "sprop-vps",
        base64(codec.vps()),
        "sprop-sps",
        base64(codec.sps()),
        "sprop-pps",
        base64(codec.pps()));
  }

  // RTP Payload Format For AV1 7.2.1
  private static FormatParameters av1Parameters(Codec.Av1 codec) {
    int profileAndLevel = codec.configuration().at(AV1_SEQUENCE_PROFILE_INDEX);
    return FormatParameters.of(
        "profile",
        Integer.toString(profileAndLevel >> 5),
        "level-idx",
        Integer.toString(profileAndLevel & 0x1F),
        "tier",
        Integer.toString(codec.configuration().at(2) >> 7));
  }

  private static String base64(List<Octets> sets) {
    return sets.stream()
        .map(set -> Base64.getEncoder().encodeToString(set.toByteArray()))
        .collect(Collectors.joining(","));
  }

  // RFC 3640 4.1
  private static FormatParameters aacParameters(Codec.Aac codec) {
    return FormatParameters.of(
        "streamtype",
        "5",
        "profile-level-id",
        "1",
        "mode",
        "AAC-hbr",
        "sizelength",
        Integer.toString(AacPacketizer.SIZE_BITS),
        "indexlength",
        Integer.toString(AacPacketizer.INDEX_BITS),
        "indexdeltalength",
        Integer.toString(AacPacketizer.INDEX_BITS),
        "config",
        codec.configuration().toHex());
  }

  // RFC 7587 7: the rtpmap always says 48000/2; more channels are "multiopus", as Chromium has it.
  private static PayloadFormat opus(Codec.Opus codec, int type) {
    if (codec.channels() > 2) {
      return new PayloadFormat(
          type, "multiopus", OPUS_RATE, codec.channels(), multiopusParameters(codec.head()));
    }
    FormatParameters stereo =
        codec.channels() == 2
            ? FormatParameters.of("sprop-stereo", "1", "stereo", "1")
            : FormatParameters.of("sprop-stereo", "0");
    return new PayloadFormat(type, "opus", OPUS_RATE, 2, stereo);
  }

  private static FormatParameters multiopusParameters(Octets head) {
    int streams = 19;
    List<String> mapping = new ArrayList<>();
    for (int i = streams + 2; i < head.length(); i++) {
      mapping.add(Integer.toString(head.at(i)));
    }
    return FormatParameters.of(
        "channel_mapping",
        String.join(",", mapping),
        "num_streams",
        Integer.toString(head.at(streams)),
        "coupled_streams",
        Integer.toString(head.at(streams + 1)));
  }

  private static PayloadFormat g711(Codec.G711 codec, int type) {
    boolean fixed = codec.sampleRate() == 8_000 && codec.channels() == 1;
    return PayloadFormat.plain(
        fixed ? codec.aLaw() ? 8 : 0 : type,
        codec.aLaw() ? "PCMA" : "PCMU",
        codec.sampleRate(),
        codec.channels());
  }

  private static boolean isLinear(Codec.Pcm codec) {
    return !codec.floating() && (codec.bits() == 8 || codec.bits() == 16 || codec.bits() == 24);
  }

  private static PayloadFormat linear(Codec.Pcm codec, int type) {
    boolean fixed = codec.bits() == 16 && codec.sampleRate() == 44_100 && codec.channels() <= 2;
    return PayloadFormat.plain(
        fixed ? 12 - codec.channels() : type,
        "L" + codec.bits(),
        codec.sampleRate(),
        codec.channels());
  }

  static @Nullable Codec codecOf(PayloadFormat format) {
    int rate = format.clockRate();
    int channels = format.channels();
    return switch (format.encoding().toUpperCase(Locale.ROOT)) {
      case "H264" -> avc(format.parameters());
      case "H265", "HEVC" -> hevc(format.parameters());
      case "AV1", "VP8", "VP9", "MPV", "MPA", "MPA-ROBUST", "AC3", "EAC3", "MP2T" -> null;
      case "VORBIS", "THEORA" -> xiph(format);
      case "MPEG4-GENERIC" -> aac(format.parameters());
      case "MP4A-LATM" -> latm(format.parameters());
      case "OPUS" -> OpusHead.of(isStereo(format.parameters()) ? 2 : 1);
      case "MULTIOPUS" -> OpusHead.of(channels);
      case "PCMA" -> new Codec.G711(true, rate, channels);
      case "PCMU" -> new Codec.G711(false, rate, channels);
      case "L8" -> new Codec.Pcm(8, true, false, rate, channels);
      case "L16" -> new Codec.Pcm(16, true, false, rate, channels);
      case "L24" -> new Codec.Pcm(24, true, false, rate, channels);
      case "G722" -> new Codec.OtherAudio("G722", Octets.EMPTY, G722_SAMPLE_RATE, channels);
      case "SPEEX" -> new Codec.OtherAudio("Speex", Octets.EMPTY, rate, 1);
      default ->
          throw new UnsupportedMediaException(
              "RTP payload type " + format.payloadType() + ": encoding " + format.encoding());
    };
  }

  // A player may be told stereo although most sends are mono; FFmpeg and GStreamer say neither.
  private static boolean isStereo(FormatParameters parameters) {
    return parameters.integer("sprop-stereo", parameters.integer("stereo", 1)) != 0;
  }

  private static @Nullable Codec xiph(PayloadFormat format) {
    String configuration = format.parameters().get("configuration");
    return configuration == null
        ? null
        : new XiphConfigurations(format.isNamed("THEORA")).putAll(configuration).first();
  }

  private static @Nullable Codec avc(FormatParameters parameters) {
    List<Octets> sps = new ArrayList<>();
    List<Octets> pps = new ArrayList<>();
    for (Octets set : sets(parameters, "sprop-parameter-sets")) {
      switch (set.at(0) & 0x1F) {
        case 7 -> sps.add(set);
        case 8 -> pps.add(set);
        default -> {}
      }
    }
    return sps.isEmpty() || pps.isEmpty() ? null : AvcConfiguration.of(sps, pps);
  }

  private static @Nullable Codec hevc(FormatParameters parameters) {
    List<Octets> vps = sets(parameters, "sprop-vps");
    List<Octets> sps = sets(parameters, "sprop-sps");
    List<Octets> pps = sets(parameters, "sprop-pps");
    boolean complete = !vps.isEmpty() && !sps.isEmpty() && !pps.isEmpty();
    return complete ? HevcConfiguration.of(vps, sps, pps) : null;
  }

  /// The parameter sets of a comma-separated list; what is not base64 is left out, since the stream
  /// brings them again.
  static List<Octets> sets(FormatParameters parameters, String name) {
    String text = parameters.get(name);
    if (text == null || text.length() > MAX_SPROP_CHARS) {
      return List.of();
    }
    List<Octets> sets = new ArrayList<>();
    for (String set : text.split(",", -1)) {
      byte[] bytes = base64(set);
      if (bytes.length > 0) {
        sets.add(Octets.of(bytes));
      }
    }
    return sets;
  }

  private static byte[] base64(String text) {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      return new byte[0];
    }
  }

  private static Codec aac(FormatParameters parameters) {
    String mode = parameters.get("mode");
    boolean known =
        mode == null
            || mode.equalsIgnoreCase("AAC-hbr")
            || mode.equalsIgnoreCase("AAC-lbr")
            || mode.equalsIgnoreCase("generic");
    if (!known) {
      throw new UnsupportedMediaException(
          "mpeg4-generic: mode " + mode + "; allowed are AAC-hbr, AAC-lbr, generic");
    }
    return AudioSpecificConfig.parse(config(parameters));
  }

  private static @Nullable Codec latm(FormatParameters parameters) {
    StreamMuxConfig config = streamMuxConfig(parameters);
    return config == null ? null : config.codec();
  }

  /// The configuration of LATM, or null if it is in band.
  ///
  /// RFC 6416 7.3: it is unless cpresent is 0. GStreamer gives one without saying that.
  static @Nullable StreamMuxConfig streamMuxConfig(FormatParameters parameters) {
    int inBand = parameters.integer("cpresent", parameters.get("config") == null ? 1 : 0);
    return inBand == 0 ? StreamMuxConfig.parse(config(parameters)) : null;
  }

  private static Octets config(FormatParameters parameters) {
    String config = parameters.get("config");
    if (config == null
        || config.isEmpty()
        || config.length() > MAX_CONFIG_DIGITS
        || config.length() % 2 != 0
        || !config.chars().allMatch(digit -> Character.digit(digit, 16) >= 0 && digit < 0x80)) {
      throw new MalformedMediaException("fmtp: config " + config + " is not in hexadecimal");
    }
    return Octets.ofHex(config);
  }
}
