package dev.weir.rtmp;

import dev.weir.media.TrackSink;

/// Plays a stream of another server into a sink.
final class PullErrand implements Errand {
  private final PullSplice splice;

  PullErrand(TrackSink sink) {
    this.splice = new PullSplice(sink);
  }

  @Override
  public ClientTask task(String name, Runnable whenReady) {
    return new RtmpPull(name, splice.strand(whenReady));
  }

  @Override
  public boolean excludesItself() {
    return false;
  }
}
