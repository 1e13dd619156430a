package dev.weir.stream;

/// The answer to a [PublishRequest]. Sentences are for the peer.
public sealed interface PublishResult {
  /// The caller may publish, through `publisher` and from one thread.
  record Accepted(Publisher publisher) implements PublishResult {}

  /// Somebody else is publishing this stream.
  record NameTaken(String sentence) implements PublishResult {}

  /// This peer may not publish this stream.
  record Denied(String sentence) implements PublishResult {}

  /// The memory for live media is full.
  record NoRoom(String sentence) implements PublishResult {}

  /// There is no such stream, or it is not one to publish to.
  record NotConfigured(String sentence) implements PublishResult {}
}
