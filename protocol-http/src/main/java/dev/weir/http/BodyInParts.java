package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.FileRegion;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The body of an answer that is sent part by part: chunks over HTTP/1.1, DATA frames over HTTP/2,
/// plain bytes over HTTP/1.0 and where the length was said before.
///
/// For segments that are sent while they grow, long manifests and files; the connection lives on
/// afterwards. A peer who takes nothing of what was written for too long ends the body, however
/// slowly he may have taken what came before. Confined to the channel's event loop.
public final class BodyInParts {
  private final Channel channel;
  private final long stuckMillis;
  private final Runnable whenEnded;
  private final Unsent unsent = new Unsent();

  private Runnable whenStuck = this::abort;
  private int writing; // parts that the kernel has not taken as a whole
  private long written; // those that it has
  private long seenWritten; // at the last look
  private @Nullable Future<?> look; // at what is written; set while any is
  private boolean ended; // once

  /// @param stuckMillis how long a peer may take nothing; he is looked at that often
  /// @param whenEnded ends the exchange
  BodyInParts(Channel channel, long stuckMillis, Runnable whenEnded) {
    this.channel = channel;
    this.stuckMillis = stuckMillis;
    this.whenEnded = whenEnded;
  }

  /// Has `action` run instead of [#abort] when the peer has taken nothing for too long.
  public void whenStuck(Runnable action) {
    whenStuck = action;
  }

  /// Where the parts go; says whether it is writable, and which loop is its own.
  public Channel channel() {
    return channel;
  }

  /// Sends `part`, whose ownership passes; an empty one sends nothing.
  ///
  /// @return done when the kernel has it
  public ChannelFuture write(ByteBuf part) {
    if (part.isReadable()) {
      return watched(channel.writeAndFlush(new DefaultHttpContent(part)));
    }
    part.release(); // an empty chunk would mean the end
    return channel.newSucceededFuture();
  }

  /// Whether [#write(FileRegion)] can be used: the kernel writes files to this socket itself,
  /// without TLS and frames.
  public boolean takesFiles() {
    return takesFiles(channel);
  }

  static boolean takesFiles(Channel channel) {
    return channel instanceof EpollSocketChannel
        && channel.pipeline().get(SslHandler.class) == null;
  }

  /// Sends a stretch of a file, whose ownership passes. Waits for the disk unless the kernel has
  /// the bytes in its memory.
  ///
  /// @return done when the kernel has it
  public ChannelFuture write(FileRegion part) {
    return watched(channel.writeAndFlush(part));
  }

  private ChannelFuture watched(ChannelFuture write) {
    if (write.isDone()) {
      return write;
    }
    writing++;
    if (look == null) {
      seenWritten = written;
      unsent.look(channel);
      lookLater();
    }
    return write.addListener(_ -> {
      writing--;
      written++;
      restAtEnd();
    });
  }

  private void lookLater() {
    look = channel.eventLoop().schedule(this::look, stuckMillis, TimeUnit.MILLISECONDS);
  }

  private void look() {
    look = null;
    boolean moves = unsent.look(channel) == Unsent.Look.MOVES || written != seenWritten;
    seenWritten = written;
    if (writing == 0) {
      return;
    }
    if (moves) {
      lookLater();
    } else {
      whenStuck.run();
    }
  }

  /// Nobody is held for what is over.
  private void restAtEnd() {
    if (ended && writing == 0 && look != null) {
      look.cancel(false);
      look = null;
    }
  }

  /// Gives up: the peer sees that the body was cut off.
  public void abort() {
    channel.close();
  }

  /// Ends the body. Called once.
  public void end() {
    ended = true;
    restAtEnd();
    whenEnded.run();
  }
}
