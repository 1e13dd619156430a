package dev.weir.launcher.check;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.h26x.AvcConfiguration;
import dev.weir.h26x.HevcConfiguration;
import dev.weir.media.Codec;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import dev.weir.playlist.XmlElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The codec of a QualityLevel, of which FourCC and CodecPrivateData tell (MS-SSTR 2.2.2.5).
final class SmoothQuality {
  private static final String START_CODE = "00000001";

  private SmoothQuality() {}

  /// The codec; empty if there is none that Weir reads.
  static Optional<Codec> of(XmlElement quality, String where, Findings findings) {
    String fourCc = String.valueOf(quality.attribute("FourCC")).toUpperCase(Locale.ROOT);
    String data = quality.attribute("CodecPrivateData");
    try {
      Codec codec = codec(fourCc, data == null ? "" : data);
      findings.require(
          codec != null && fits(codec, quality),
          SmoothRule.QUALITY,
          where,
          "FourCC %s with CodecPrivateData of %s".formatted(fourCc, codec));
      return Optional.ofNullable(codec);
    } catch (MediaException | IllegalArgumentException e) {
      findings.add(SmoothRule.QUALITY, where, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static @Nullable Codec codec(String fourCc, String data) {
    return switch (fourCc) {
      case "H264", "AVC1" -> {
        List<Octets> units = units(data);
        yield AvcConfiguration.of(ofType(units, 0x1F, 7), ofType(units, 0x1F, 8));
      }
      case "HVC1", "HEV1" -> {
        List<Octets> units = units(data);
        yield HevcConfiguration.of(
            ofType(units, 0x7E, 32 << 1),
            ofType(units, 0x7E, 33 << 1),
            ofType(units, 0x7E, 34 << 1));
      }
      case "AACL", "AACH" -> AudioSpecificConfig.parse(Octets.ofHex(data));
      case "MP3" -> new Codec.Mp3(3, 48_000, 2);
      default -> null;
    };
  }

  private static List<Octets> units(String data) {
    List<Octets> units = new ArrayList<>();
    for (String unit : data.split(START_CODE, -1)) {
      if (!unit.isEmpty()) {
        units.add(Octets.ofHex(unit));
      }
    }
    return units;
  }

  /// Those whose first byte says this type.
  private static List<Octets> ofType(List<Octets> units, int mask, int type) {
    return units.stream().filter(unit -> (unit.at(0) & mask) == type).toList();
  }

  private static boolean fits(Codec codec, XmlElement quality) {
    return switch (codec) {
      case Codec.Video video ->
          video.picture().width() == quality.number("MaxWidth", video.picture().width())
              && video.picture().height() == quality.number("MaxHeight", video.picture().height());
      case Codec.Mp3 _ -> true;
      case Codec.Audio audio ->
          audio.sampleRate() == quality.number("SamplingRate", audio.sampleRate())
              && audio.channels() == quality.number("Channels", audio.channels());
      case Codec.Text _, Codec.Data _ -> false;
    };
  }
}
