package dev.weir.rtp;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Collects the frames of a video track: one timestamp is one frame. After a loss it resumes with
/// the first keyframe that came whole.
///
/// Not thread-safe.
final class FrameAssembly implements AutoCloseable {
  /// A limit on frames that fits any keyframe of today.
  static final int MAX_FRAME_BYTES = 8 << 20;

  private static final int KEPT_BYTES = 1 << 20; // more than that is given back

  /// Takes frames.
  interface Output {
    /// Takes a frame that came whole.
    ///
    /// @param resuming whether the frames before are missing, so that only a keyframe helps
    /// @return false if it could not be used
    boolean frame(long rtpTime, boolean resuming, ByteBuf frame);
  }

  private final Output output;
  private ByteBuf frame = Unpooled.buffer(0);

  private boolean open; // whether packets of a frame are collected
  private long time; // of that frame
  private boolean resuming = true; // until a keyframe came whole
  private boolean mayLackStart = true; // packets were lost just before the next one
  private boolean skipping; // the rest of a frame that lacks its start
  private long skippedTime;
  private long dropped;

  FrameAssembly(Output output) {
    this.output = output;
  }

  /// Where the frame being collected grows.
  ByteBuf frame() {
    return frame;
  }

  boolean isResuming() {
    return resuming;
  }

  long dropped() {
    return dropped;
  }

  /// Takes note of the next packet, which may end the frame before it. Returns false if the packet
  /// is of a frame whose start is missing.
  ///
  /// @param startsFrame whether the packet is known to be the first of a frame
  boolean accepts(long rtpTime, boolean startsFrame) {
    if (mayLackStart && startsFrame) {
      mayLackStart = false;
      skipping = false;
    }
    if (mayLackStart) {
      // Another time means that the packet before this one was the last of its frame.
      if (!skipping || rtpTime == skippedTime) {
        skipping = true;
        skippedTime = rtpTime;
        return false;
      }
      mayLackStart = false;
      skipping = false;
    }
    if (open && rtpTime != time) {
      finish(); // Some cameras leave out the marker.
    }
    open = true;
    time = rtpTime;
    return true;
  }

  /// Checks that the frame may grow so much.
  void require(int moreBytes) {
    if (frame.readableBytes() + moreBytes > MAX_FRAME_BYTES) {
      throw new MalformedMediaException(
          "RTP frame of over " + frame.readableBytes() + " bytes, limit " + MAX_FRAME_BYTES);
    }
  }

  /// Ends the frame being collected.
  void finish() {
    open = false;
    if (frame.isReadable()) {
      if (output.frame(time, resuming, frame)) {
        resuming = false;
      } else {
        dropped++;
        resuming = true;
      }
    }
    clear();
  }

  /// Packets are missing: what was collected is of no use, nor is what refers to it.
  void lost() {
    if (open) {
      dropped++;
    }
    open = false;
    clear();
    resuming = true;
    mayLackStart = true;
    skipping = false;
  }

  private void clear() {
    frame.clear();
    if (frame.capacity() > KEPT_BYTES) {
      frame.release();
      frame = Unpooled.buffer(0);
    }
  }

  @Override
  public void close() {
    frame.release();
  }
}
