package dev.weir.http;

import io.netty.buffer.ByteBuf;

/// A body that is written when it is sent, straight to where it is sent from. Immutable.
public interface LateBody {
  /// How long it is.
  int bytes();

  /// Writes it.
  void writeTo(ByteBuf out);

  /// The same compressed; whose it is the receiver's.
  ByteBuf compressed();
}
