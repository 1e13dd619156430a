package dev.weir.http.segmented.smooth;

import dev.weir.http.HttpExchange;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.http.segmented.Found;
import dev.weir.http.segmented.Manifest;
import dev.weir.http.segmented.ManifestForm.Notation;
import dev.weir.http.segmented.PieceType;
import dev.weir.http.segmented.SegmentDoor;
import dev.weir.http.segmented.SegmentStore;
import dev.weir.http.segmented.Snapshot;
import dev.weir.media.Codec;
import dev.weir.media.Track;
import dev.weir.session.Visit;
import java.util.List;
import java.util.Optional;

/// Answers Smooth Streaming at both of its places:
///
/// | path | what |
/// |---|---|
/// | `/smooth/STREAM.ism/Manifest`, `/cmaf/STREAM/Manifest` | manifest, in UTF-16 |
/// | `/smooth/STREAM.ism/Q(…,TrackID=T)/V(TIME)`, `…/A(TIME)` | fragment |
/// | `/cmaf/STREAM/Q(…)/chunk_TIME.m4s` | fragment |
///
/// A fragment of a live stream names the two behind it, so it is waited for until they are
/// finished: players ask for a fragment as soon as one before it has named it.
public final class SmoothHandler {
  private static final String CONNECTOR = "HSS";
  private static final String MANIFEST_TYPE = "application/vnd.ms-sstr+xml";

  private static final int WAIT_MILLIS = 21_000;
  private static final int WHOLE_SEGMENT = Integer.MAX_VALUE;
  private static final int PAST = 412;
  private static final int AGAIN = 208;

  private final SegmentDoor door;

  /// A handler over all streams' stores.
  public SmoothHandler(SegmentDoor door) {
    this.door = door;
  }

  /// Whether it carries a codec.
  public static boolean carries(Codec codec) {
    return SmoothCodec.carries(codec);
  }

  /// The routes it answers, which stand before those of CMAF.
  public List<Route> routes() {
    return List.of(
        get(Route.below("/smooth/$.ism/", this::smooth)),
        get(Route.at("/cmaf/$/Manifest", e -> manifest(e, SmoothAddresses.Family.CMAF))),
        get(Route.startingWith("/cmaf/$/Q(", e -> fragment(e, "Q(" + e.request().rest()))));
  }

  private static Route get(Route route) {
    return route.only("GET", "HEAD");
  }

  private void smooth(HttpExchange exchange) {
    String path = exchange.request().rest();
    if (path.equalsIgnoreCase("manifest")) {
      manifest(exchange, SmoothAddresses.Family.SMOOTH);
    } else {
      fragment(exchange, path);
    }
  }

  private void manifest(HttpExchange exchange, SmoothAddresses.Family family) {
    door.manifest(
        exchange,
        CONNECTOR,
        (visit, store, now) -> {
          long wanted = now.segments().getFirst().sequence() + SmoothWrapping.LOOK_AHEAD;
          exchange.when(
              store.snapshotWith(wanted, WHOLE_SEGMENT, WAIT_MILLIS, exchange.loop()),
              then -> manifest(exchange, visit, store, then, family));
        });
  }

  private void manifest(
      HttpExchange exchange,
      Visit visit,
      SegmentStore store,
      Snapshot now,
      SmoothAddresses.Family family) {
    SmoothManifest manifest = SmoothManifest.of(now, family);
    if (manifest == null) {
      exchange.respond(Response.text(404, "The stream has no segment yet; try again"));
    } else if (manifest.isEmpty()) {
      exchange.respond(
          Response.text(415, "None of the stream's tracks can be played as Smooth Streaming"));
    } else {
      door.sendManifest(
          exchange,
          visit,
          store,
          now,
          new Manifest(family, MANIFEST_TYPE, Notation.XML_UTF_16, manifest::write));
    }
  }

  private void fragment(HttpExchange exchange, String path) {
    Optional<SmoothAddresses.Fragment> wanted = SmoothAddresses.parse(path);
    if (wanted.isEmpty()) {
      SegmentDoor.mismatch(exchange);
      return;
    }
    door.piece(
        exchange, CONNECTOR, (visit, store) -> fragment(exchange, visit, store, wanted.get()));
  }

  private static void fragment(
      HttpExchange exchange, Visit visit, SegmentStore store, SmoothAddresses.Fragment wanted) {
    Optional<Track> track =
        store.tracks().stream()
            .filter(t -> t.id() == wanted.trackId() && SmoothCodec.carries(t.codec()))
            .findFirst();
    if (track.isEmpty()) {
      exchange.respond(Response.text(404, "Track not found"));
      return;
    }
    exchange.when(
        store.snapshot(),
        now -> {
          switch (FragmentPlace.find(now, wanted)) {
            case FragmentPlace.At(long sequence) ->
                waitFor(exchange, visit, store, track.get(), sequence);
            case FragmentPlace.Elsewhere where -> elsewhere(exchange, where);
          }
        });
  }

  private static void elsewhere(HttpExchange exchange, FragmentPlace.Elsewhere where) {
    exchange.respond(
        switch (where) {
          case PAST -> Response.text(PAST, "Fragment out of range: it is not in memory any more");
          case FUTURE -> Response.text(404, "Fragment out of range: no fragment starts then yet");
          case BETWEEN -> Response.text(404, "No fragment starts at this time");
        });
  }

  private static void waitFor(
      HttpExchange exchange, Visit visit, SegmentStore store, Track track, long sequence) {
    SmoothWrapping wrapping = new SmoothWrapping(track.id());
    exchange.when(
        store
            .snapshotWith(
                sequence + SmoothWrapping.LOOK_AHEAD, WHOLE_SEGMENT, WAIT_MILLIS, exchange.loop())
            .thenCompose(_ -> store.segment(sequence, wrapping)),
        found -> {
          switch (found) {
            case Found.Missing.NOT_YET -> exchange.respond(Response.text(AGAIN, "Ask again later"));
            case Found.Missing _ ->
                exchange.respond(
                    Response.text(PAST, "Fragment out of range: it is not in memory any more"));
            case Found.Bytes bytes ->
                SegmentDoor.send(
                    exchange,
                    visit,
                    store,
                    sequence,
                    track.isVideo() ? PieceType.MP4 : PieceType.MP4_AUDIO,
                    bytes);
          }
        });
  }
}
