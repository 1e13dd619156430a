package dev.weir.rtmp;

import dev.weir.stream.CloseReason;
import java.util.function.Consumer;

/// What is published over one connection once the other server lets us.
///
/// Confined to the channel's event loop, except [#sentBytes].
interface Publication {

  /// The peer takes media from now on. Called once.
  ///
  /// @param streamId the message stream that it chose
  /// @param whenOver told when nothing more will come, on the event loop
  void begin(RtmpConnection connection, int streamId, Consumer<CloseReason> whenOver);

  /// Comes to an end at a place from which another can go on. Only after [#begin]; may be called
  /// again.
  ///
  /// @param whenOver told on the event loop when nothing more will come
  void end(Runnable whenOver);

  /// Bytes of media that were written to the channel. Any thread.
  long sentBytes();
}
