package dev.weir.session;

import org.jspecify.annotations.Nullable;

/// What a player says of itself with a request (CTA-5004, Common Media Client Data).
///
/// @param bitRateKbps of the pictures that it plays; negative, as the next two, if it did not say
/// @param bufferMillis how much it has to play
/// @param throughputKbps how much it gets
/// @param starved whether it had nothing to play since its last request
/// @param playbackId of this playback; null if it did not say
/// @param contentId of what is played, likewise
public record PlayerReport(
    long bitRateKbps,
    long bufferMillis,
    long throughputKbps,
    boolean starved,
    @Nullable String playbackId,
    @Nullable String contentId) {}
