package dev.weir.stream;

import dev.weir.media.Codec;
import dev.weir.media.Track;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The tracks of a stream that a viewer gets: a list of ids, or all there are and will be.
///
/// Equal choices are read by the same feed.
///
/// @param everything whether all tracks are meant; `ids` is empty then
/// @param ids the chosen tracks
public record TrackChoice(boolean everything, Set<Integer> ids) {
  /// All tracks, also those that come later.
  public static final TrackChoice ALL = new TrackChoice(true, Set.of());

  /// How many tracks of a kind a format carries at once.
  public enum Room {
    /// One of each kind.
    ONE,
    /// As many as there are.
    MANY
  }

  /// Copies the set.
  public TrackChoice {
    ids = Set.copyOf(ids);
  }

  /// Whether `track` is chosen.
  public boolean includes(Track track) {
    return everything || ids.contains(track.id());
  }

  /// Whether nothing is chosen.
  public boolean isEmpty() {
    return !everything && ids.isEmpty();
  }

  /// Chooses from the tracks that `stream` has now.
  ///
  /// @param wishes what was asked for each kind; a kind without a wish gets all its tracks, or the
  ///   first if there is no more room
  /// @param carries what the format can hold
  public static TrackChoice of(
      Stream stream, Map<Codec.Kind, TrackSelector> wishes, Room room, Predicate<Codec> carries) {
    return of(stream.selectableTracks(), wishes, room, carries);
  }

  /// Chooses from `tracks`, as above.
  public static TrackChoice of(
      List<SelectableTrack> tracks,
      Map<Codec.Kind, TrackSelector> wishes,
      Room room,
      Predicate<Codec> carries) {
    if (wishes.isEmpty() && room == Room.MANY) {
      return ALL;
    }
    Map<Codec.Kind, List<SelectableTrack>> byKind =
        tracks.stream()
            .filter(track -> carries.test(track.track().codec()))
            .collect(Collectors.groupingBy(track -> track.track().codec().kind()));
    return new TrackChoice(
        false,
        byKind.entrySet().stream()
            .flatMap(kind ->
                chosen(kind.getValue(), wishes.get(kind.getKey()))
                    .limit(limit(kind.getKey(), room)))
            .map(track -> track.track().id())
            .collect(Collectors.toSet()));
  }

  private static java.util.stream.Stream<SelectableTrack> chosen(
      List<SelectableTrack> tracks, @Nullable TrackSelector wish) {
    return wish == null ? tracks.stream() : wish.choose(tracks).stream();
  }

  private static long limit(Codec.Kind kind, Room room) {
    // Messages are small and need no decoder: who can carry one kind of them carries all.
    return room == Room.MANY || kind == Codec.Kind.DATA ? Long.MAX_VALUE : 1;
  }
}
