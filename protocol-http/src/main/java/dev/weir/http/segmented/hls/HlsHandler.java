package dev.weir.http.segmented.hls;

import dev.weir.config.StreamName;
import dev.weir.http.HttpAdmissions;
import dev.weir.http.HttpExchange;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.http.segmented.SegmentStore;
import dev.weir.http.segmented.SegmentStores;
import dev.weir.media.Track;
import dev.weir.net.Transport;
import dev.weir.session.Admission;
import dev.weir.session.ViewResult;
import dev.weir.session.Visit;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/// Answers everything below `/hls/STREAM/`:
///
/// | path | what |
/// |---|---|
/// | `index.m3u8` | multivariant playlist |
/// | `V_A/index.m3u8` | media playlist of video track V with audio track A |
/// | `V_A/SEQUENCE.ts` | one segment |
public final class HlsHandler {
  private static final String CONNECTOR = "HLS";
  private static final String PLAYLIST_TYPE = "application/vnd.apple.mpegurl";

  /// A stream that has just started has no segment yet; its first viewers wait for it.
  private static final int WAIT_MILLIS = 100;

  private static final int MAX_WAITS = 150;

  private final HttpAdmissions admissions;
  private final SegmentStores stores;
  private final Transport transport;

  /// A handler over all streams' stores.
  public HlsHandler(HttpAdmissions admissions, SegmentStores stores, Transport transport) {
    this.admissions = admissions;
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
      withSegments(exchange, name.get(), (visit, _, now) -> multivariant(exchange, visit, now));
    } else if (path.length == 2 && path[1].equals("index.m3u8")) {
      withSegments(
          exchange, name.get(), (visit, store, now) -> media(exchange, path[0], visit, store, now));
    } else if (path.length == 2 && path[1].matches("[0-9]{1,18}\\.ts")) {
      admitted(
          exchange,
          name.get(),
          (visit, store) ->
              segment(exchange, visit, store, path[0], Long.parseLong(path[1].replace(".ts", ""))));
    } else {
      mismatch(exchange);
    }
  }

  private void multivariant(HttpExchange exchange, Visit visit, SegmentStore.Snapshot now) {
    List<HlsVariant> variants = HlsVariant.of(tracks(now));
    if (variants.isEmpty()) {
      exchange.respond(
          Response.text(415, "None of the stream's tracks can be played as HLS with MPEG-TS"));
      return;
    }
    playlist(exchange, visit, HlsPlaylist.multivariant(variants, now.segments(), query(exchange)));
  }

  private void media(
      HttpExchange exchange,
      String path,
      Visit visit,
      SegmentStore store,
      SegmentStore.Snapshot now) {
    if (HlsVariant.find(path, store.stream().tracks()).isEmpty()) {
      mismatch(exchange);
    } else {
      playlist(
          exchange, visit, HlsPlaylist.media(now, store.stream().startedAt(), query(exchange)));
    }
  }

  /// A segment is there or not; nothing is started or waited for.
  private void admitted(
      HttpExchange exchange, StreamName name, BiConsumer<Visit, SegmentStore> then) {
    admissions
        .admit(exchange, name, CONNECTOR)
        .thenAccept(admission -> {
          switch (admission) {
            case Admission.Granted(Visit visit) ->
                stores
                    .find(visit.request().stream())
                    .ifPresentOrElse(
                        store -> then.accept(visit, store), () -> elsewhere(exchange, name, then));
            case Admission.Refused(String sentence) -> refuse(exchange, sentence);
          }
        });
  }

  /// Perhaps another stream is shown in place of this one.
  private void elsewhere(
      HttpExchange exchange, StreamName name, BiConsumer<Visit, SegmentStore> then) {
    admissions
        .view(exchange, name, CONNECTOR)
        .thenAccept(result -> {
          if (result instanceof ViewResult.Admitted(Visit visit, var stream)) {
            then.accept(visit, stores.of(stream));
          } else {
            notThere(exchange);
          }
        });
  }

  private void segment(
      HttpExchange exchange, Visit visit, SegmentStore store, String path, long sequence) {
    Optional<HlsVariant> variant = HlsVariant.find(path, store.stream().tracks());
    if (variant.isEmpty()) {
      notThere(exchange);
      return;
    }
    store
        .segment(sequence, variant.get().wrapping())
        .thenAccept(bytes ->
            bytes.ifPresentOrElse(found -> send(exchange, visit, found), () -> notThere(exchange)));
  }

  private static void send(HttpExchange exchange, Visit visit, ByteBuf bytes) {
    visit.sent(bytes.readableBytes());
    // A segment never changes, so whoever is between may keep it.
    exchange.respond(
        Response.of(200, "video/mp2t", bytes)
            .with("Cache-Control", "public, max-age=300, immutable"));
  }

  private void playlist(HttpExchange exchange, Visit visit, String text) {
    visit.sent(text.length());
    Response response = Response.of(200, PLAYLIST_TYPE, text).with("Cache-Control", "no-cache");
    exchange.respond(admissions.withToken(exchange, response));
  }

  private void withSegments(HttpExchange exchange, StreamName name, WithSegments then) {
    admissions
        .view(exchange, name, CONNECTOR)
        .thenAccept(result -> {
          switch (result) {
            case ViewResult.Admitted(Visit visit, var stream) ->
                waitForSegments(exchange, visit, stores.of(stream), then, MAX_WAITS);
            case ViewResult.NotThere(_, String sentence) ->
                lingering(exchange, name, then, sentence);
            case ViewResult.Refused(String sentence) -> refuse(exchange, sentence);
          }
        });
  }

  /// A stream that has ended can be played to its end for a short while.
  private void lingering(
      HttpExchange exchange, StreamName name, WithSegments then, String sentence) {
    if (stores.find(name).isEmpty()) {
      refuse(exchange, sentence);
      return;
    }
    admissions
        .admit(exchange, name, CONNECTOR)
        .thenAccept(admission -> {
          switch (admission) {
            case Admission.Granted(Visit visit) ->
                stores
                    .find(visit.request().stream())
                    .ifPresentOrElse(
                        store -> waitForSegments(exchange, visit, store, then, 0),
                        () -> refuse(exchange, sentence));
            case Admission.Refused(String why) -> refuse(exchange, why);
          }
        });
  }

  private static void refuse(HttpExchange exchange, String sentence) {
    exchange.respond(Response.text(404, "Could not retrieve stream: " + sentence));
  }

  private void waitForSegments(
      HttpExchange exchange, Visit visit, SegmentStore store, WithSegments then, int waitsLeft) {
    store
        .snapshot()
        .thenAccept(now -> {
          if (!now.segments().isEmpty()) {
            then.answer(visit, store, now);
          } else if (waitsLeft == 0 || now.ended()) {
            exchange.respond(Response.text(404, "The stream has no segment yet; try again"));
          } else {
            transport
                .next()
                .schedule(
                    () -> waitForSegments(exchange, visit, store, then, waitsLeft - 1),
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
    void answer(Visit visit, SegmentStore store, SegmentStore.Snapshot now);
  }
}
