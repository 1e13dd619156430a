package dev.weir.http.segmented.hls;

import dev.weir.config.StreamName;
import dev.weir.http.HttpExchange;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.http.segmented.SegmentStore;
import dev.weir.http.segmented.SegmentStores;
import dev.weir.media.Track;
import dev.weir.net.Transport;
import dev.weir.stream.OpenResult;
import dev.weir.stream.Streams;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Answers everything below `/hls/STREAM/`:
///
/// | path | what |
/// |---|---|
/// | `index.m3u8` | multivariant playlist |
/// | `V_A/index.m3u8` | media playlist of video track V with audio track A |
/// | `V_A/SEQUENCE.ts` | one segment |
public final class HlsHandler {
  private static final String PLAYLIST_TYPE = "application/vnd.apple.mpegurl";

  /// A stream that has just started has no segment yet; its first viewers wait for it.
  private static final int WAIT_MILLIS = 100;

  private static final int MAX_WAITS = 150;

  private final Streams streams;
  private final SegmentStores stores;
  private final Transport transport;

  /// A handler over all streams' stores.
  public HlsHandler(Streams streams, SegmentStores stores, Transport transport) {
    this.streams = streams;
    this.stores = stores;
    this.transport = transport;
  }

  /// The routes it answers.
  public List<Route> routes() {
    return List.of(Route.below("/hls/$/", this::handle).only("GET", "HEAD"));
  }

  private void handle(HttpExchange exchange) {
    Optional<StreamName> name = StreamName.clean(exchange.request().stream());
    String[] path = exchange.request().rest().split("/", -1);
    if (name.isEmpty() || path.length > 2) {
      mismatch(exchange);
    } else if (path.length == 1 && path[0].equals("index.m3u8")) {
      withSegments(exchange, name.get(), (_, now) -> multivariant(exchange, now));
    } else if (path.length == 2 && path[1].equals("index.m3u8")) {
      withSegments(exchange, name.get(), (store, now) -> media(exchange, path[0], store, now));
    } else if (path.length == 2 && path[1].matches("[0-9]{1,18}\\.ts")) {
      segment(exchange, name.get(), path[0], Long.parseLong(path[1].replace(".ts", "")));
    } else {
      mismatch(exchange);
    }
  }

  private static void multivariant(HttpExchange exchange, SegmentStore.Snapshot now) {
    List<HlsVariant> variants = HlsVariant.of(tracks(now));
    if (variants.isEmpty()) {
      exchange.respond(
          Response.text(415, "None of the stream's tracks can be played as HLS with MPEG-TS"));
      return;
    }
    playlist(exchange, HlsPlaylist.multivariant(variants, now.segments(), query(exchange)));
  }

  private static void media(
      HttpExchange exchange, String path, SegmentStore store, SegmentStore.Snapshot now) {
    if (HlsVariant.find(path, store.stream().tracks()).isEmpty()) {
      mismatch(exchange);
    } else {
      playlist(exchange, HlsPlaylist.media(now, store.stream().startedAt(), query(exchange)));
    }
  }

  private void segment(HttpExchange exchange, StreamName name, String path, long sequence) {
    Optional<SegmentStore> store = stores.find(name);
    Optional<HlsVariant> variant =
        store.flatMap(found -> HlsVariant.find(path, found.stream().tracks()));
    if (variant.isEmpty()) {
      notThere(exchange);
      return;
    }
    store
        .get()
        .segment(sequence, variant.get().wrapping())
        .thenAccept(bytes ->
            bytes.ifPresentOrElse(found -> send(exchange, found), () -> notThere(exchange)));
  }

  private static void send(HttpExchange exchange, ByteBuf bytes) {
    // A segment never changes, so whoever is between may keep it.
    exchange.respond(
        Response.of(200, "video/mp2t", bytes)
            .with("Cache-Control", "public, max-age=300, immutable"));
  }

  private static void playlist(HttpExchange exchange, String text) {
    exchange.respond(Response.of(200, PLAYLIST_TYPE, text).with("Cache-Control", "no-cache"));
  }

  private void withSegments(HttpExchange exchange, StreamName name, WithSegments then) {
    streams
        .open(name)
        .thenAccept(result -> {
          switch (result) {
            case OpenResult.Online(var stream) ->
                waitForSegments(exchange, stores.of(stream), then, MAX_WAITS);
            case OpenResult.Offline(_, String sentence) ->
                lingering(exchange, name, then, sentence);
            case OpenResult.Unknown(String sentence) -> lingering(exchange, name, then, sentence);
          }
        });
  }

  /// A stream that has ended can be played to its end for a short while.
  private void lingering(
      HttpExchange exchange, StreamName name, WithSegments then, String sentence) {
    Consumer<SegmentStore> answer = store -> waitForSegments(exchange, store, then, 0);
    stores
        .find(name)
        .ifPresentOrElse(
            answer,
            () -> exchange.respond(Response.text(404, "Could not retrieve stream: " + sentence)));
  }

  private void waitForSegments(
      HttpExchange exchange, SegmentStore store, WithSegments then, int waitsLeft) {
    store
        .snapshot()
        .thenAccept(now -> {
          if (!now.segments().isEmpty()) {
            then.answer(store, now);
          } else if (waitsLeft == 0 || now.ended()) {
            exchange.respond(Response.text(404, "The stream has no segment yet; try again"));
          } else {
            transport
                .next()
                .schedule(
                    () -> waitForSegments(exchange, store, then, waitsLeft - 1),
                    WAIT_MILLIS,
                    TimeUnit.MILLISECONDS);
          }
        });
  }

  private static List<Track> tracks(SegmentStore.Snapshot now) {
    return now.segments().getLast().tracks();
  }

  /// What a viewer gave as variables goes along to every address below, so that tokens stay.
  private static String query(HttpExchange exchange) {
    return exchange.request().query().raw().isEmpty() ? "" : "?" + exchange.request().query().raw();
  }

  private static void mismatch(HttpExchange exchange) {
    exchange.respond(Response.text(404, "URL mismatch"));
  }

  private static void notThere(HttpExchange exchange) {
    exchange.respond(
        Response.text(404, "Fragment out of range: it is not in memory, not any more or not yet"));
  }

  private interface WithSegments {
    void answer(SegmentStore store, SegmentStore.Snapshot now);
  }
}
