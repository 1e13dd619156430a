package dev.weir.target;

import dev.weir.stream.CloseReason;

/// One way in which streams are taken elsewhere.
///
/// Stateless. [#carry] runs on a virtual thread of the target's own and blocks as long as it lasts.
public interface Carrier {
  /// Whether it is for this target.
  boolean takes(Target target);

  /// How operators call the output that it uses: `RTMP`, `MP4`, …
  String connector(Target target);

  /// Whether what it makes are files.
  boolean writesFiles();

  /// Delivers until the stream, the window or the target ends, or [Delivery#onStop] says so.
  ///
  /// @return why it ended; what can be tried again has another code than those that begin with
  ///   `CLEAN`
  CloseReason carry(Delivery delivery) throws InterruptedException;
}
