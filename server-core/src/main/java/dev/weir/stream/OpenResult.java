package dev.weir.stream;

/// The answer to someone who wants to view a stream. Sentences are for the viewer.
public sealed interface OpenResult {
  /// It can be viewed now.
  record Online(Stream stream) implements OpenResult {}

  /// It is there as a whole, and can be played from any place.
  record OnDemand(OnDemandStream stream) implements OpenResult {}

  /// It is configured but cannot be viewed now.
  record Offline(StreamState state, String sentence) implements OpenResult {}

  /// There is no such stream.
  record Unknown(String sentence) implements OpenResult {}
}
