package dev.weir.source.hls;

import dev.weir.media.Track;
import dev.weir.playlist.MediaPlaylist;
import dev.weir.playlist.MultivariantPlaylist;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A media playlist of a presentation that becomes a part of the stream.
///
/// @param number tells it from the others, from 0
/// @param text whether it has subtitles
/// @param language as ISO 639-2 writes it; null if nobody said
record HlsMember(
    int number, URI uri, boolean text, @Nullable String language, @Nullable String title) {
  private static final Logger log = LoggerFactory.getLogger(HlsMember.class);

  private static final int MOST = 16;
  private static final int TRACKS_EACH = 16;

  /// Every variant and every rendition of sound or subtitles with a playlist of its own, at least
  /// one.
  ///
  /// @throws IOException if there is none
  static List<HlsMember> of(HlsResources resources) throws IOException, InterruptedException {
    HlsResources.Found found = resources.playlist(resources.entry());
    return switch (found.playlist()) {
      case MediaPlaylist _ -> List.of(new HlsMember(0, found.at(), false, null, null));
      case MultivariantPlaylist all -> of(resources, found.at(), all);
    };
  }

  private static List<HlsMember> of(HlsResources resources, URI base, MultivariantPlaylist all)
      throws IOException {
    // Sound that can also be had alone is a variant too, and only its rendition tells its language.
    Map<URI, HlsMember> members = new LinkedHashMap<>();
    for (MultivariantPlaylist.Variant variant : all.variants()) {
      URI uri = resources.resolve(base, variant.uri());
      members.putIfAbsent(uri, new HlsMember(members.size(), uri, false, null, null));
    }
    for (MultivariantPlaylist.Rendition rendition : all.renditions()) {
      String reference = rendition.uri();
      boolean text = rendition.type().equals("SUBTITLES");
      if (reference != null && (text || rendition.type().equals("AUDIO"))) {
        URI uri = resources.resolve(base, reference);
        HlsMember variant = members.get(uri);
        int number = variant == null ? members.size() : variant.number();
        String language = iso639(rendition.language());
        members.put(uri, new HlsMember(number, uri, text, language, rendition.name()));
      }
    }
    if (members.isEmpty()) {
      throw new IOException("the playlist lists nothing that can be played");
    }
    if (members.size() > MOST) {
      log.warn("of {} renditions the first {} are read", members.size(), MOST);
    }
    return members.values().stream().limit(MOST).toList();
  }

  private static @Nullable String iso639(@Nullable String language) {
    if (language == null) {
      return null;
    }
    try {
      String three = Locale.forLanguageTag(language).getISO3Language();
      return three.isEmpty() ? null : three;
    } catch (MissingResourceException _) {
      return null;
    }
  }

  /// Whether a track that its media has becomes one of the stream.
  boolean takes(int trackId) {
    return trackId < TRACKS_EACH;
  }

  /// The id in the stream of a track that it takes.
  int id(int trackId) {
    return number * TRACKS_EACH + trackId;
  }

  /// What a track that it takes is in the stream.
  Track named(Track track) {
    return new Track(
        id(track.id()),
        track.codec(),
        track.language() == null ? language : track.language(),
        track.title() == null ? title : track.title());
  }
}
