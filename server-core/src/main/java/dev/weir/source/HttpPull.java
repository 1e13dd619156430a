package dev.weir.source;

import dev.weir.config.StreamSource;
import dev.weir.fetch.FetchRequest;
import dev.weir.fetch.FetchScope;
import dev.weir.fetch.Fetched;
import dev.weir.fetch.Fetcher;
import dev.weir.media.Demuxer;
import dev.weir.media.TrackSink;
import dev.weir.media.file.MediaFormat;
import dev.weir.ts.TsDemuxer;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// HTTP-FLV and HTTP-TS: one body that goes on for as long as the stream does.
final class HttpPull implements Pull {
  /// What servers send at once to those who join, so that they can start.
  static final long LEAD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final int PIECE_BYTES = 32 * 1024;

  private final Fetcher fetcher;
  private final URI uri;
  private final FetchScope scope;
  private final Function<TrackSink, Demuxer> demuxers;
  private final LongSupplier nanoClock;

  private HttpPull(
      Fetcher fetcher, URI uri, Function<TrackSink, Demuxer> demuxers, LongSupplier nanoClock) {
    this.fetcher = fetcher;
    this.uri = uri;
    this.scope = FetchScope.of(uri);
    this.demuxers = demuxers;
    this.nanoClock = nanoClock;
  }

  /// Those of `fetcher`.
  ///
  /// @param nanoClock paces bodies that come too fast
  static PullKind kind(Fetcher fetcher, LongSupplier nanoClock) {
    return new PullKind() {
      @Override
      public boolean pulls(StreamSource source) {
        return source instanceof StreamSource.Http;
      }

      @Override
      public Pull pull(StreamSource source) {
        StreamSource.Http http = (StreamSource.Http) source;
        Function<TrackSink, Demuxer> demuxers =
            switch (http.body()) {
              case FLV -> MediaFormat.FLV::demuxer;
              case TS -> sink -> new TsDemuxer(sink, http.program());
            };
        return new HttpPull(fetcher, URI.create(http.url()), demuxers, nanoClock);
      }
    };
  }

  @Override
  public End run(PullSink sink) throws IOException, InterruptedException {
    try (Fetched answer = fetcher.get(scope, FetchRequest.of(uri))) {
      read(answer.body(), demuxers, new Pacer(sink, LEAD_NANOS, nanoClock));
    }
    return End.FOR_NOW;
  }

  /// Gives all that `body` has to `sink`.
  static void read(InputStream body, Function<TrackSink, Demuxer> demuxers, TrackSink sink)
      throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    try (Demuxer demuxer = demuxers.apply(sink)) {
      for (int count; (count = body.read(piece)) >= 0; ) {
        demuxer.read(Unpooled.wrappedBuffer(piece, 0, count));
      }
      demuxer.end();
    }
  }
}
