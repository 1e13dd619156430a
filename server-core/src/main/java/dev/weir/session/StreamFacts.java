package dev.weir.session;

/// What was counted about one stream. Everything but the first four counts up since somebody first
/// came for it.
///
/// @param viewers watching now
/// @param inputs publishing now
/// @param outputs restreams and recordings that run now
/// @param unspecified others now
/// @param views sessions of viewers
/// @param viewSeconds how long they took together
/// @param inputSessions sessions of publishers
/// @param outputSessions sessions of restreams
/// @param upBytes to viewers and restreams
/// @param downBytes from publishers
/// @param packets of those who have packets
public record StreamFacts(
    int viewers,
    int inputs,
    int outputs,
    int unspecified,
    long views,
    long viewSeconds,
    long inputSessions,
    long outputSessions,
    long upBytes,
    long downBytes,
    Packets packets) {
  /// Of a stream that nobody knows.
  public static final StreamFacts NONE =
      new StreamFacts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Packets.NONE);
}
