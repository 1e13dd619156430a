package dev.weir.rtmp;

import java.util.concurrent.atomic.AtomicLong;

/// Counts the bytes of one direction and says when they are to be acknowledged (RTMP 1.0, 5.4.3 and
/// 5.4.4).
///
/// Acknowledges at half of the window, because a peer that waits stalls at the whole one. Not
/// thread-safe.
final class Acknowledgement {
  /// The window until the peer says one; also what we ask of peers.
  static final int DEFAULT_WINDOW_BYTES = 5_000_000;

  private long windowBytes = DEFAULT_WINDOW_BYTES; // changes with Window Acknowledgement Size
  private final AtomicLong receivedBytes = new AtomicLong(); // written by the loop alone
  private long acknowledgedBytes;

  /// The peer wants to hear after each `bytes`; 0 is taken as nothing said.
  void window(long bytes) {
    if (bytes > 0) {
      windowBytes = bytes;
    }
  }

  /// Counts what has been read from the socket.
  void received(int bytes) {
    receivedBytes.setRelease(receivedBytes.getPlain() + bytes);
  }

  /// All that was counted. Any thread.
  long receivedBytes() {
    return receivedBytes.getAcquire();
  }

  /// Whether an Acknowledgement is due; it is taken to be sent with [#sequenceNumber()].
  boolean isDue() {
    if (receivedBytes.getPlain() - acknowledgedBytes < Math.max(1, windowBytes / 2)) {
      return false;
    }
    acknowledgedBytes = receivedBytes.getPlain();
    return true;
  }

  /// What an Acknowledgement says: bytes received so far, which wraps at 32 bits.
  int sequenceNumber() {
    return (int) receivedBytes.getPlain();
  }
}
