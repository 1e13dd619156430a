package dev.weir.rtmp;

import dev.weir.stream.CloseReason;
import io.netty.buffer.ByteBuf;

/// A conversation that goes on as it would, while a test listens: it overrides what it wants to
/// hear.
class Overheard implements Conversation {
  private final Conversation real;

  Overheard(Conversation real) {
    this.real = real;
  }

  @Override
  public void started() {
    real.started();
  }

  @Override
  public void command(int streamId, Command command) {
    real.command(streamId, command);
  }

  @Override
  public void media(int type, long timestampMillis, ByteBuf body) {
    real.media(type, timestampMillis, body);
  }

  @Override
  public void tick(int silentSeconds) {
    real.tick(silentSeconds);
  }

  @Override
  public void closing(CloseReason reason) {
    real.closing(reason);
  }

  @Override
  public void closed(CloseReason reason) {
    real.closed(reason);
  }
}
