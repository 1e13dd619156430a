package dev.weir.rtmp;

import dev.weir.flv.FlvBodyWriter;
import dev.weir.media.Codec;
import dev.weir.stream.SelectableTrack;
import dev.weir.stream.TrackChoice;
import dev.weir.stream.TrackSelector;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Which tracks a player of RTMP gets: `STREAM?track=ID` takes one by its id, `audio=` and `video=`
/// choose as everywhere, and a player that does not say that it knows of several tracks gets one of
/// each kind.
///
/// @param wishes what was asked for each kind
/// @param trackId the track asked for, -1 for none
/// @param several whether the player knows of several tracks
record PlayedTracks(Map<Codec.Kind, TrackSelector> wishes, int trackId, boolean several) {
  private static final int LONGEST_ID = 9;

  /// What a name's query asks for.
  static PlayedTracks of(String query, boolean several) {
    Map<Codec.Kind, TrackSelector> wishes = new EnumMap<>(Codec.Kind.class);
    int trackId = -1;
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String value = decoded(pair.substring(equals + 1));
      switch (equals < 0 ? "" : pair.substring(0, equals)) {
        case "video" -> wishes.put(Codec.Kind.VIDEO, TrackSelector.parse(value));
        case "audio" -> wishes.put(Codec.Kind.AUDIO, TrackSelector.parse(value));
        case "track" -> trackId = number(value);
        default -> {
          // Something for somebody else.
        }
      }
    }
    return new PlayedTracks(wishes, trackId, several);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text; // a percent sign that encodes nothing
    }
  }

  private static int number(String text) {
    return text.length() <= LONGEST_ID && text.matches("\\d+") ? Integer.parseInt(text) : -1;
  }

  /// Chooses from the tracks that a stream has now.
  TrackChoice from(List<SelectableTrack> tracks) {
    SelectableTrack wanted =
        tracks.stream().filter(track -> track.track().id() == trackId).findFirst().orElse(null);
    if (wishes.isEmpty() && wanted == null && (several || !hasSeveral(tracks))) {
      return TrackChoice.ALL; // also those that come later
    }
    TrackChoice choice =
        TrackChoice.of(
            tracks,
            wishes,
            several ? TrackChoice.Room.MANY : TrackChoice.Room.ONE,
            FlvBodyWriter::carries);
    if (wanted == null) {
      return choice;
    }
    Set<Integer> ids = new HashSet<>();
    ids.add(trackId);
    Codec.Kind kind = wanted.track().codec().kind();
    for (SelectableTrack track : tracks) {
      if (track.track().codec().kind() != kind && choice.includes(track.track())) {
        ids.add(track.track().id());
      }
    }
    return new TrackChoice(false, ids);
  }

  private static boolean hasSeveral(List<SelectableTrack> tracks) {
    return tracks.stream()
        .map(track -> track.track().codec().kind())
        .filter(kind -> kind == Codec.Kind.VIDEO || kind == Codec.Kind.AUDIO)
        .collect(Collectors.groupingBy(kind -> kind, Collectors.counting()))
        .values()
        .stream()
        .anyMatch(count -> count > 1);
  }
}
