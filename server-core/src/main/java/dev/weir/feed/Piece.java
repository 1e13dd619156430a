package dev.weir.feed;

import io.netty.buffer.ByteBuf;

/// Muxed bytes of one or more whole samples; what is handed between threads.
///
/// @param bytes shared by all viewers, who duplicate it; whoever passes a piece on retains it
/// @param sync whether a viewer can start here
record Piece(ByteBuf bytes, boolean sync) {

  Piece retain() {
    bytes.retain();
    return this;
  }

  void release() {
    bytes.release();
  }

  int sizeBytes() {
    return bytes.readableBytes();
  }
}
