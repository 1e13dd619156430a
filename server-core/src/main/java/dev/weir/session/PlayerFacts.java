package dev.weir.session;

import org.jspecify.annotations.Nullable;

/// What the player of a session has said of itself so far; immutable.
///
/// @param reports how often it said anything
/// @param starvations how often it had nothing to play
/// @param bitRateKbps the last that it said, negative if it never did; likewise the others
/// @param bufferMillis see [PlayerReport]
/// @param throughputKbps see [PlayerReport]
/// @param playbackId null if it never said
/// @param contentId likewise
public record PlayerFacts(
    long reports,
    long starvations,
    long bitRateKbps,
    long bufferMillis,
    long throughputKbps,
    @Nullable String playbackId,
    @Nullable String contentId) {
  /// Of a player that says nothing.
  public static final PlayerFacts SILENT = new PlayerFacts(0, 0, -1, -1, -1, null, null);

  PlayerFacts and(PlayerReport report) {
    return new PlayerFacts(
        reports + 1,
        starvations + (report.starved() ? 1 : 0),
        report.bitRateKbps() < 0 ? bitRateKbps : report.bitRateKbps(),
        report.bufferMillis() < 0 ? bufferMillis : report.bufferMillis(),
        report.throughputKbps() < 0 ? throughputKbps : report.throughputKbps(),
        report.playbackId() == null ? playbackId : report.playbackId(),
        report.contentId() == null ? contentId : report.contentId());
  }
}
