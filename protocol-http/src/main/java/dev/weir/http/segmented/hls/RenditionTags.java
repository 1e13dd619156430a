package dev.weir.http.segmented.hls;

import dev.weir.http.segmented.ManifestForm;
import dev.weir.http.segmented.cmaf.Languages;
import dev.weir.media.Codec;
import dev.weir.media.Track;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Writes EXT-X-MEDIA (RFC 8216bis 4.4.6.1).
final class RenditionTags {
  /// The group of texts.
  static final String SUBTITLES = "subs";

  private RenditionTags() {}

  /// Appends a tag for each track of a group; its playlist is in the folder of the track.
  ///
  /// @param type SUBTITLES or AUDIO
  static void write(String type, String group, List<Track> tracks, StringBuilder text) {
    Set<String> names = new HashSet<>();
    for (Track track : tracks) {
      boolean first = names.isEmpty();
      text.append("#EXT-X-MEDIA:TYPE=").append(type).append(",GROUP-ID=\"").append(group);
      text.append("\",NAME=\"").append(name(track, names)).append('"');
      String language = Languages.tag(track.language());
      if (!language.isEmpty()) {
        text.append(",LANGUAGE=\"").append(language).append('"');
      }
      boolean sound = track.codec() instanceof Codec.Audio;
      text.append(",DEFAULT=").append(first && sound ? "YES" : "NO").append(",AUTOSELECT=YES");
      if (track.codec() instanceof Codec.Audio audio && audio.channels() > 0) {
        text.append(",CHANNELS=\"").append(audio.channels()).append('"');
      }
      text.append(",URI=\"").append(track.id()).append("/index.m3u8");
      text.append(ManifestForm.VARIABLES);
      text.append("\"\n");
    }
  }

  /// A name for people, which no other rendition of the group may have.
  private static String name(Track track, Set<String> taken) {
    String wanted = track.title() == null ? Languages.name(track.language()) : track.title();
    String clean = wanted.replaceAll("[\"\\p{Cntrl}]", " ").strip();
    String name = clean.isEmpty() ? "Track " + track.id() : clean;
    return taken.add(name) ? name : unique(name + " " + track.id(), taken);
  }

  private static String unique(String name, Set<String> taken) {
    taken.add(name);
    return name;
  }
}
