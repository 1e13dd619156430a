package dev.weir.http.player;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.http.player.StreamFacts.TrackFacts;
import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.stream.TrackNames;
import java.util.Locale;

/// Describes a track in the words of the info JSON. What is not known is left out.
final class TrackJson {
  private TrackJson() {}

  /// @param index the track's place among all tracks
  static JsonNode describe(TrackFacts facts, int index) {
    Codec codec = facts.track().codec();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("codec", codec.name());
    if (codec.codecString() != null) {
      node.put("codecstring", codec.codecString());
    }
    node.put("type", TrackNames.type(codec)).put("idx", index).put("trackid", facts.track().id());
    node.put("firstms", facts.firstMillis()).put("lastms", facts.lastMillis());
    node.put("nowms", facts.lastMillis()).put("bps", facts.bitsPerSecond() / 8);
    switch (codec) {
      case Codec.Video video -> video(video, node);
      case Codec.Audio audio ->
          node.put("channels", audio.channels()).put("rate", audio.sampleRate()).put("size", 16);
      case Codec.Text _, Codec.Data _ -> {}
    }
    language(facts, node);
    return node;
  }

  private static void video(Codec.Video video, ObjectNode node) {
    Picture picture = video.picture();
    node.put("width", picture.width()).put("height", picture.height());
    if (picture.framesPerSecond() > 0) {
      node.put("fpks", Math.round(picture.framesPerSecond() * 1000));
      node.put("fps", picture.framesPerSecond());
    }
    if (video instanceof Codec.Avc avc) {
      node.put("h264_profile", h264Profile(avc.profile()));
      node.put(
          "h264_level", String.format(Locale.ROOT, "%d.%d", avc.level() / 10, avc.level() % 10));
    }
  }

  private static void language(TrackFacts facts, ObjectNode node) {
    String language = facts.track().language();
    if (language != null) {
      node.put("lang", language);
      node.put("language", Locale.forLanguageTag(language).getDisplayLanguage(Locale.ENGLISH));
    }
    String title = facts.track().title();
    if (title != null) {
      node.put("title", title);
    }
  }

  /// ISO/IEC 14496-10 A.2.
  private static String h264Profile(int profile) {
    return switch (profile) {
      case 66 -> "Baseline";
      case 77 -> "Main";
      case 88 -> "Extended";
      case 100 -> "High";
      case 110 -> "High 10";
      case 122 -> "High 4:2:2";
      case 244 -> "High 4:4:4";
      default -> String.valueOf(profile);
    };
  }
}
