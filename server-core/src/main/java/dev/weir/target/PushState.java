package dev.weir.target;

/// Where a push is in its life.
public enum PushState {
  /// For its stream, its turn, or the answer of a handler.
  WAITING,
  /// Media goes out.
  ACTIVE,
  /// Media waits for the target, which has taken nothing for some seconds.
  STALLED,
  /// It failed and will be tried again.
  RETRYING,
  /// It is over.
  ENDED
}
