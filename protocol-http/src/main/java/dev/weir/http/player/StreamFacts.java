package dev.weir.http.player;

import dev.weir.buffer.TrackBuffer;
import dev.weir.media.Codec;
import dev.weir.media.Track;
import dev.weir.stream.OnDemandStream;
import dev.weir.stream.Stream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What is known of a stream at one moment.
///
/// @param name the cleaned name, or the token that a viewer shows in its place
/// @param live whether more comes as time goes by
/// @param unixMillis the wall-clock time of media time 0; 0 for a file, which has none
/// @param tracks those that players can choose from, by id
record StreamFacts(String name, boolean live, long unixMillis, List<TrackFacts> tracks) {

  /// What is known of a track.
  ///
  /// @param track its newest configuration
  /// @param firstMillis the oldest media time that is kept
  /// @param lastMillis the newest media time
  /// @param bitsPerSecond as measured
  record TrackFacts(Track track, long firstMillis, long lastMillis, long bitsPerSecond) {}

  /// The same for a viewer who shows `token` in the place of the name.
  StreamFacts shownBy(String token) {
    return new StreamFacts(token, live, unixMillis, tracks);
  }

  static StreamFacts of(Stream stream) {
    return new StreamFacts(
        stream.name().full(),
        true,
        stream.startedAt().toEpochMilli(),
        stream.buffers().stream()
            .filter(buffer -> isForPlayers(buffer.track()))
            .map(StreamFacts::track)
            .toList());
  }

  static StreamFacts of(OnDemandStream stream) {
    long lastMillis = TimeUnit.MICROSECONDS.toMillis(stream.durationMicros());
    return new StreamFacts(
        stream.name().full(),
        false,
        0,
        stream.selectableTracks().stream()
            .filter(track -> isForPlayers(track.track()))
            .map(track -> new TrackFacts(track.track(), 0, lastMillis, track.bitsPerSecond()))
            .toList());
  }

  /// The messages of RTMP and FLV go along with those formats; a player neither chooses them nor
  /// takes an output for better because it has them.
  private static boolean isForPlayers(Track track) {
    return !(track.codec() instanceof Codec.Data data && data.format() == Codec.Data.Format.AMF0);
  }

  private static TrackFacts track(TrackBuffer buffer) {
    return new TrackFacts(
        buffer.track(),
        TimeUnit.MICROSECONDS.toMillis(buffer.firstDtsMicros()),
        TimeUnit.MICROSECONDS.toMillis(buffer.lastDtsMicros()),
        buffer.bitsPerSecond());
  }

  List<Track> plainTracks() {
    return tracks.stream().map(TrackFacts::track).toList();
  }

  /// How much of the past is kept.
  long windowMillis() {
    return tracks.stream().mapToLong(t -> t.lastMillis() - t.firstMillis()).max().orElse(0);
  }
}
