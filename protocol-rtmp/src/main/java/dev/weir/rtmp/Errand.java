package dev.weir.rtmp;

/// What a link is for, through all its connections.
///
/// Confined to the link's event loop.
sealed interface Errand permits PullErrand, PushErrand {

  /// Makes the task of one more connection.
  ///
  /// @param name the stream's at the peer
  /// @param whenReady told once when the task goes on where that of the connection before leaves
  ///   off; also that of the first connection
  ClientTask task(String name, Runnable whenReady);

  /// Whether a server may refuse the second of two connections because of the first.
  boolean excludesItself();
}
