package dev.weir.rtmp;

import java.util.function.Supplier;

/// Publishes on another server.
final class PushErrand implements Errand {
  private final Supplier<Publication> publications;

  /// @param publications gives one for each connection
  PushErrand(Supplier<Publication> publications) {
    this.publications = publications;
  }

  @Override
  public ClientTask task(String name, Runnable whenReady) {
    return new RtmpPush(name, publications.get(), whenReady);
  }

  /// A stream has one publisher.
  @Override
  public boolean excludesItself() {
    return true;
  }
}
