package dev.weir.http.progressive;

import dev.weir.feed.ChunkFrame;
import dev.weir.feed.ProgressiveFormat;
import dev.weir.http.EndlessBody;
import dev.weir.http.Request;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.Optional;

/// What lets `<video autoplay>` start in Chromium.
///
/// Its media elements start by themselves once their connection has rested, which it does when some
/// 100 KB wait unread. Of what has no size they read on until they have two seconds of each track,
/// so they start two seconds and those 100 KB behind live. A quarter of a megabyte of nothing, at a
/// time when the first pictures are decoded, is unread for a moment, and they start with what they
/// have.
///
/// Any thread; [#write] on the event loop of the body.
final class Filler {
  /// Of less, what comes first is read before the last has come.
  private static final int BYTES = 256 * 1024;

  /// Chromium takes 250 to 750 ms until it could play, and longer where it is busy with what comes
  /// before: it is given a second chance.
  static final long EVERY_MILLIS = 700;

  static final int TIMES = 2;

  private final ByteBuf piece; // shared by all; its indices stay

  private Filler(ByteBuf piece) {
    this.piece = piece;
  }

  /// That of a format; empty if it has nothing that players skip.
  static Optional<Filler> of(ProgressiveFormat format) {
    ByteBuf piece = Unpooled.buffer();
    ChunkFrame.open(piece);
    if (!format.nothing(BYTES, piece)) {
      return Optional.empty();
    }
    ChunkFrame.close(piece);
    return Optional.of(new Filler(piece));
  }

  /// Whether a media element of Chromium asks: they alone want ranges of what they see for the
  /// first time.
  static boolean helps(Request request) {
    return request.header("Save-Data").isEmpty()
        && request.header("Range").filter("bytes=0-"::equals).isPresent()
        && request.header("User-Agent").filter(agent -> agent.contains("Chrome/")).isPresent();
  }

  /// Writes it, unless there is something else that the line has no room for.
  ///
  /// @return how many bytes
  int write(EndlessBody body) {
    Channel channel = body.channel();
    int room = channel.config().getWriteBufferHighWaterMark();
    if (!channel.isActive() || channel.bytesBeforeUnwritable() < room) {
      return 0;
    }
    channel.writeAndFlush(body.frame(piece.retainedDuplicate()), channel.voidPromise());
    return piece.readableBytes();
  }
}
