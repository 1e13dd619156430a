package dev.weir.rtmp;

import dev.weir.config.StreamSource;
import dev.weir.source.Pull;
import dev.weir.source.PullKind;
import dev.weir.source.PullSink;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Streams of other RTMP servers as sources: `rtmp://…`, `rtmps://…`. Any thread.
public final class RtmpPullKind implements PullKind {
  private static final CloseReason UNWANTED =
      new CloseReason(Code.CLEAN_CONTROLLER_REQ, "the stream is not wanted any more");

  private final RtmpClient client;

  /// Those that `client` plays.
  public RtmpPullKind(RtmpClient client) {
    this.client = client;
  }

  @Override
  public boolean pulls(StreamSource source) {
    return source instanceof StreamSource.Rtmp;
  }

  @Override
  public Pull pull(StreamSource source) {
    String url = ((StreamSource.Rtmp) source).url();
    return sink -> run(url, sink);
  }

  /// The loop of the connection calls `sink` while this thread waits.
  private Pull.End run(String url, PullSink sink) throws IOException, InterruptedException {
    RtmpUrl target;
    try {
      target = RtmpUrl.parse(url);
    } catch (IllegalArgumentException e) {
      throw new IOException("the source is " + e.getMessage(), e);
    }
    CompletableFuture<CloseReason> over = new CompletableFuture<>();
    RtmpLink link = client.pull(target, sink, over::complete);
    try {
      CloseReason reason = over.get();
      throw new IOException(target + ": " + reason.sentence());
    } catch (InterruptedException e) {
      link.close(UNWANTED);
      over.join(); // until then the loop may call the sink
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
