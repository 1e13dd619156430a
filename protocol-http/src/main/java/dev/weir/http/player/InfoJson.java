package dev.weir.http.player;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.http.Origin;
import dev.weir.http.player.StreamFacts.TrackFacts;
import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.Track;
import dev.weir.stream.TrackNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// Writes what a player is told of a stream: its tracks, and where to get it. Immutable.
final class InfoJson {
  private static final Picture USUAL_SIZE = Picture.ofSize(640, 480);

  private final List<OutputMethod> methods;
  private final List<Origin> publicAddresses;
  private final String offlineText;

  /// @param methods everything that is served
  /// @param publicAddresses what links begin with; empty for the address that the viewer used
  /// @param offlineText what viewers read when nothing can be played; empty for the plain reason
  InfoJson(List<OutputMethod> methods, List<Origin> publicAddresses, String offlineText) {
    this.methods = List.copyOf(methods);
    this.publicAddresses = List.copyOf(publicAddresses);
    this.offlineText = offlineText;
  }

  /// The answer for a stream that plays.
  ///
  /// @param requested the address the viewer used
  /// @param withEmpty whether methods that carry no track of it are listed too
  /// @param variables what addresses end with: empty, or from the question mark on
  ObjectNode online(StreamFacts facts, Origin requested, boolean withEmpty, String variables) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("type", facts.live() ? "live" : "vod");
    node.put("width", largest(facts, Picture::width));
    node.put("height", largest(facts, Picture::height));
    if (facts.live()) {
      node.put("unixoffset", facts.unixMillis());
    }
    node.putObject("capa").put("ssl", requested.secure());
    ObjectNode meta = node.putObject("meta");
    meta.put("version", 4);
    if (facts.live()) {
      meta.put("live", 1).put("buffer_window", facts.windowMillis());
    } else {
      meta.put("vod", 1);
    }
    ObjectNode tracks = meta.putObject("tracks");
    for (int i = 0; i < facts.tracks().size(); i++) {
      TrackFacts track = facts.tracks().get(i);
      tracks.set(TrackNames.of(track.track().codec(), i), TrackJson.describe(track, i));
    }
    node.set("source", sources(facts, requested, withEmpty, variables));
    if (!publicAddresses.isEmpty()) {
      node.put("pubaddr", true); // tells the player that these links are meant as they are
    }
    return node;
  }

  /// The answer for a stream that does not play.
  ObjectNode failed(String sentence) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("error", sentence);
    if (!offlineText.isEmpty()) {
      node.put("on_error", offlineText);
    }
    return node;
  }

  private JsonNode sources(
      StreamFacts facts, Origin requested, boolean withEmpty, String variables) {
    List<Track> tracks = facts.plainTracks();
    List<ObjectNode> sources = new ArrayList<>();
    for (OutputMethod method : methods) {
      for (Origin origin : publicAddresses.isEmpty() ? List.of(requested) : publicAddresses) {
        sources.add(source(method, facts.name(), tracks, origin, variables));
      }
    }
    sources.removeIf(source -> !withEmpty && source.path("simul_tracks").asInt() == 0);
    sources.sort(
        Comparator.comparing(number("simul_tracks"), Comparator.reverseOrder())
            .thenComparing(number("priority"), Comparator.reverseOrder())
            .thenComparing(number("total_matches"), Comparator.reverseOrder())
            .thenComparing(source -> source.path("url").asText()));
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    array.addAll(sources);
    return array;
  }

  private static Function<ObjectNode, Integer> number(String field) {
    return source -> source.path(field).asInt();
  }

  private static ObjectNode source(
      OutputMethod method, String stream, List<Track> tracks, Origin origin, String variables) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("type", method.type())
        .put("hrn", method.name())
        .put("relurl", method.relative(stream) + variables)
        .put("url", method.url(stream, origin) + variables)
        .put("priority", method.priority())
        .put("simul_tracks", method.simultaneous(tracks))
        .put("total_matches", method.matches(tracks));
    List<String> leftOut = leftOut(method, tracks);
    if (!leftOut.isEmpty()) {
      leftOut.forEach(node.putArray("left_out")::add);
    }
    return node;
  }

  /// The names of the tracks whose codecs the format cannot carry: who asks for them gets the rest.
  private static List<String> leftOut(OutputMethod method, List<Track> tracks) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < tracks.size(); i++) {
      Codec codec = tracks.get(i).codec();
      if (!method.carries().test(codec)) {
        names.add(TrackNames.of(codec, i));
      }
    }
    return names;
  }

  private static int largest(StreamFacts facts, ToIntFunction<Picture> side) {
    int largest =
        facts.plainTracks().stream()
            .map(Track::codec)
            .filter(Codec.Video.class::isInstance)
            .mapToInt(codec -> side.applyAsInt(((Codec.Video) codec).picture()))
            .max()
            .orElse(0);
    return largest > 0 ? largest : side.applyAsInt(USUAL_SIZE);
  }
}
