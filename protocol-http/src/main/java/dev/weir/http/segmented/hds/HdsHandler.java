package dev.weir.http.segmented.hds;

import dev.weir.http.HttpExchange;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.http.segmented.Found;
import dev.weir.http.segmented.Manifest;
import dev.weir.http.segmented.ManifestForm;
import dev.weir.http.segmented.ManifestForm.Notation;
import dev.weir.http.segmented.PieceType;
import dev.weir.http.segmented.SegmentDoor;
import dev.weir.http.segmented.SegmentStore;
import dev.weir.http.segmented.Snapshot;
import dev.weir.media.Codec;
import dev.weir.media.Track;
import dev.weir.session.Visit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Answers everything below `/dynamic/STREAM/`:
///
/// | path | what |
/// |---|---|
/// | `manifest.f4m` | manifest |
/// | `TRACK.abst` | bootstrap: which fragments there are |
/// | `TRACK-Seg1-FragN` | fragment N, waited for if it comes next |
public final class HdsHandler {
  private static final String CONNECTOR = "HDS";
  private static final String MANIFEST_TYPE = "application/f4m+xml";
  private static final String BOOTSTRAP_TYPE = "application/octet-stream";

  private static final Pattern BOOTSTRAP = Pattern.compile("(\\d{1,9})\\.abst");
  private static final Pattern FRAGMENT = Pattern.compile("(\\d{1,9})-Seg1-Frag(\\d{1,10})");

  private static final int WAIT_MILLIS = 21_000;
  private static final int WHOLE_SEGMENT = Integer.MAX_VALUE;
  private static final int MAX_AHEAD = 2; // segments that a request may be before its time
  private static final int PAST = 412;

  private record WantedManifest(String stream) {}

  private record WantedBootstrap() {}

  private final SegmentDoor door;

  /// A handler over all streams' stores.
  public HdsHandler(SegmentDoor door) {
    this.door = door;
  }

  /// Whether it carries a codec.
  public static boolean carries(Codec codec) {
    return HdsWrapping.carries(codec);
  }

  /// The routes it answers.
  public List<Route> routes() {
    return List.of(Route.below("/dynamic/$/", this::handle).only("GET", "HEAD"));
  }

  private void handle(HttpExchange exchange) {
    String path = exchange.request().rest();
    Matcher bootstrap = BOOTSTRAP.matcher(path);
    Matcher fragment = FRAGMENT.matcher(path);
    if (path.equals("manifest.f4m")) {
      door.manifest(
          exchange, CONNECTOR, (visit, store, now) -> manifest(exchange, visit, store, now));
    } else if (bootstrap.matches()) {
      int track = Integer.parseInt(bootstrap.group(1));
      door.manifest(
          exchange,
          CONNECTOR,
          (visit, store, now) -> bootstrap(exchange, visit, store, now, track));
    } else if (fragment.matches()) {
      int track = Integer.parseInt(fragment.group(1));
      long sequence = HdsBootstrap.sequence(Long.parseLong(fragment.group(2)));
      door.piece(
          exchange, CONNECTOR, (visit, store) -> fragment(exchange, visit, store, track, sequence));
    } else {
      SegmentDoor.mismatch(exchange);
    }
  }

  private void manifest(HttpExchange exchange, Visit visit, SegmentStore store, Snapshot now) {
    List<Track> offered = F4mManifest.offered(now.segments().getLast().tracks());
    if (offered.isEmpty()) {
      exchange.respond(Response.text(415, "None of the stream's tracks can be played as HDS"));
      return;
    }
    String name = store.name().toString();
    door.sendManifest(
        exchange,
        visit,
        store,
        now,
        new Manifest(
            new WantedManifest(name),
            MANIFEST_TYPE,
            Notation.XML,
            out -> F4mManifest.write(name, now, offered, out.text())));
  }

  private void bootstrap(
      HttpExchange exchange, Visit visit, SegmentStore store, Snapshot now, int trackId) {
    if (wrapping(store, trackId).isEmpty()) {
      exchange.respond(Response.text(404, "Track not found"));
      return;
    }
    exchange.when(
        store
            .manifests()
            .of(
                now,
                new WantedBootstrap(),
                () -> {
                  ByteBuf out = Unpooled.buffer();
                  HdsBootstrap.of(now.segments(), now.live(), false).write(out);
                  return ManifestForm.without(ByteBufUtil.getBytes(out));
                }),
        bootstrap -> door.sendManifest(exchange, visit, store, BOOTSTRAP_TYPE, bootstrap));
  }

  private static void fragment(
      HttpExchange exchange, Visit visit, SegmentStore store, int trackId, long sequence) {
    Optional<HdsWrapping> wrapping = wrapping(store, trackId);
    if (wrapping.isEmpty()) {
      exchange.respond(Response.text(404, "Track not found"));
      return;
    }
    exchange.when(
        store
            .snapshot()
            .thenCompose(now ->
                now.live() && sequence <= now.nextSequence() + MAX_AHEAD
                    ? store.snapshotWith(sequence, WHOLE_SEGMENT, WAIT_MILLIS, exchange.loop())
                    : store.snapshot())
            .thenCompose(_ -> store.segment(sequence, wrapping.get())),
        found -> {
          if (found == Found.Missing.GONE) {
            exchange.respond(
                Response.text(PAST, "Fragment out of range: it is not in memory any more"));
          } else {
            SegmentDoor.send(exchange, visit, store, sequence, PieceType.MP4, found);
          }
        });
  }

  /// A track of pictures with the first of sound, or one of sound.
  private static Optional<HdsWrapping> wrapping(SegmentStore store, int trackId) {
    List<Track> carried =
        store.tracks().stream().filter(track -> HdsWrapping.carries(track.codec())).toList();
    int sound = carried.stream().filter(Track::isAudio).map(Track::id).findFirst().orElse(0);
    return carried.stream()
        .filter(track -> track.id() == trackId)
        .findFirst()
        .map(track ->
            track.isVideo() ? new HdsWrapping(trackId, sound) : new HdsWrapping(0, trackId));
  }
}
