package dev.weir.session;

/// What was counted about the whole server, since it started but for the first five.
///
/// @param viewers watching now
/// @param inputs publishing now
/// @param outputs restreams and recordings that run now
/// @param unspecified others now
/// @param cached sessions that are known now, whether they are active or not
/// @param views sessions of viewers
/// @param inputSessions sessions of publishers
/// @param outputSessions sessions of restreams
/// @param unspecifiedSessions others
/// @param viewSeconds how long all viewers together watched
/// @param upBytes to viewers and restreams
/// @param downBytes from publishers
/// @param otherUpBytes to excepted addresses, which `upBytes` leaves out
/// @param otherDownBytes from excepted addresses, likewise
/// @param packets of all who have packets
/// @param refused visitors turned away
public record Totals(
    int viewers,
    int inputs,
    int outputs,
    int unspecified,
    int cached,
    long views,
    long inputSessions,
    long outputSessions,
    long unspecifiedSessions,
    long viewSeconds,
    long upBytes,
    long downBytes,
    long otherUpBytes,
    long otherDownBytes,
    Packets packets,
    long refused) {
  /// Before anybody came.
  public static final Totals NONE =
      new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Packets.NONE, 0);
}
