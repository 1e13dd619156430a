package dev.weir.http.segmented.hls;

import dev.weir.http.HttpExchange;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.http.segmented.Manifest;
import dev.weir.http.segmented.ManifestForm.Notation;
import dev.weir.http.segmented.ManifestText;
import dev.weir.http.segmented.PieceType;
import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.SegmentDoor;
import dev.weir.http.segmented.SegmentStore;
import dev.weir.http.segmented.Snapshot;
import dev.weir.http.segmented.Wrapping;
import dev.weir.http.segmented.cmaf.CueWrapping;
import dev.weir.http.segmented.cmaf.Renditions;
import dev.weir.media.Track;
import dev.weir.session.Visit;
import dev.weir.ts.TsClock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Answers everything below `/hls/STREAM/`:
///
/// | path | what |
/// |---|---|
/// | `index.m3u8` | multivariant playlist |
/// | `V_A/index.m3u8` | media playlist of video track V with audio track A |
/// | `V_A/SEQUENCE.ts` | one segment |
/// | `V_A/FROM_TO.ts` | the segment at FROM ms, as older links have it |
/// | `V/iframes.m3u8`, `V/iframe_SEQUENCE.ts` | first pictures of video track V |
/// | `T/index.m3u8`, `T/SEQUENCE.vtt` | playlist and segments of text track T |
public final class HlsHandler {
  static final String PLAYLIST_TYPE = "application/vnd.apple.mpegurl";

  private static final String CONNECTOR = "HLS";
  private static final Pattern SEGMENT =
      Pattern.compile("[0-9]{1,18}(?:\\.ts|\\.vtt|_[0-9]{1,18}\\.ts)");

  private static final Pattern PICTURE = Pattern.compile("iframe_[0-9]{1,18}\\.ts");

  /// A playlist.
  ///
  /// @param path of the playlist; empty for the multivariant one
  /// @param texts that it names
  private record Wanted(String path, List<Track> texts) {}

  private final SegmentDoor door;

  /// A handler over all streams' stores.
  public HlsHandler(SegmentDoor door) {
    this.door = door;
  }

  /// The routes it answers.
  public List<Route> routes() {
    return List.of(Route.below("/hls/$/", this::handle).only("GET", "HEAD"));
  }

  private void handle(HttpExchange exchange) {
    String[] path = exchange.request().rest().split("/", -1);
    if (path.length == 1 && path[0].equals("index.m3u8")) {
      door.manifest(
          exchange, CONNECTOR, (visit, store, now) -> multivariant(exchange, visit, store, now));
    } else if (path.length == 2 && path[1].equals("index.m3u8")) {
      door.manifest(
          exchange, CONNECTOR, (visit, store, now) -> media(exchange, path[0], visit, store, now));
    } else if (path.length == 2 && path[1].equals("iframes.m3u8")) {
      door.manifest(
          exchange,
          CONNECTOR,
          (visit, store, now) -> pictures(exchange, path[0], visit, store, now));
    } else if (path.length == 2 && SEGMENT.matcher(path[1]).matches()) {
      door.piece(
          exchange, CONNECTOR, (visit, store) -> segment(exchange, visit, store, path[0], path[1]));
    } else if (path.length == 2 && PICTURE.matcher(path[1]).matches()) {
      door.piece(
          exchange, CONNECTOR, (visit, store) -> picture(exchange, visit, store, path[0], path[1]));
    } else {
      SegmentDoor.mismatch(exchange);
    }
  }

  private void multivariant(HttpExchange exchange, Visit visit, SegmentStore store, Snapshot now) {
    List<Track> texts = Renditions.texts(store.tracks());
    List<HlsVariant> variants = HlsVariant.of(now.segments().getLast().tracks());
    if (variants.isEmpty()) {
      exchange.respond(
          Response.text(415, "None of the stream's tracks can be played as HLS with MPEG-TS"));
      return;
    }
    send(
        exchange,
        visit,
        store,
        now,
        new Wanted("", texts),
        out -> HlsPlaylist.multivariant(variants, texts, now.segments(), out.text()));
  }

  private void media(
      HttpExchange exchange, String path, Visit visit, SegmentStore store, Snapshot now) {
    List<Track> tracks = store.tracks();
    Optional<HlsVariant> variant = HlsVariant.find(path, tracks);
    if (variant.isEmpty() && text(path, tracks).isEmpty()) {
      SegmentDoor.mismatch(exchange);
      return;
    }
    send(
        exchange,
        visit,
        store,
        now,
        new Wanted(path, List.of()),
        out -> HlsPlaylist.media(now, variant.orElse(null), out));
  }

  private void pictures(
      HttpExchange exchange, String path, Visit visit, SegmentStore store, Snapshot now) {
    Optional<Track> video = video(path, store);
    if (video.isEmpty()) {
      SegmentDoor.mismatch(exchange);
      return;
    }
    send(
        exchange,
        visit,
        store,
        now,
        new Wanted(path + "/iframes", List.of()),
        out -> PicturePlaylist.transportStreams(now, video.get().id(), out));
  }

  private void send(
      HttpExchange exchange,
      Visit visit,
      SegmentStore store,
      Snapshot now,
      Wanted wanted,
      Consumer<ManifestText> write) {
    door.sendManifest(
        exchange, visit, store, now, new Manifest(wanted, PLAYLIST_TYPE, Notation.PLAYLIST, write));
  }

  private static void picture(
      HttpExchange exchange, Visit visit, SegmentStore store, String path, String name) {
    Optional<Track> video = video(path, store);
    if (video.isEmpty()) {
      SegmentDoor.mismatch(exchange);
      return;
    }
    long sequence = Long.parseLong(name.substring(name.indexOf('_') + 1, name.indexOf('.')));
    exchange.when(
        store.segment(sequence, new TsPictureWrapping(video.get().id())),
        found -> SegmentDoor.send(exchange, visit, PieceType.TRANSPORT_STREAM, found));
  }

  private static Optional<Track> video(String path, SegmentStore store) {
    return HlsVariant.find(path, store.tracks())
        .filter(variant -> variant.audio() == null)
        .map(HlsVariant::video);
  }

  private static Optional<Track> text(String path, List<Track> tracks) {
    return Renditions.texts(tracks).stream()
        .filter(t -> Integer.toString(t.id()).equals(path))
        .findFirst();
  }

  private static void segment(
      HttpExchange exchange, Visit visit, SegmentStore store, String path, String name) {
    boolean cues = name.endsWith(".vtt");
    Optional<Wrapping> wrapping =
        cues
            ? text(path, store.tracks())
                .map(track -> new CueWrapping(track.id(), TsClock.pts90k(0)))
            : HlsVariant.find(path, store.tracks()).map(HlsVariant::wrapping);
    if (wrapping.isEmpty()) {
      SegmentDoor.mismatch(exchange);
      return;
    }
    PieceType type = cues ? PieceType.CUES : PieceType.TRANSPORT_STREAM;
    exchange.when(
        sequence(store, name),
        sequence ->
            exchange.when(
                store.segment(sequence, wrapping.get()),
                found -> SegmentDoor.send(exchange, visit, store, sequence, type, found)));
  }

  /// The number of the segment that a name means; -1 if none has its time.
  private static CompletionStage<Long> sequence(SegmentStore store, String name) {
    int underscore = name.indexOf('_');
    if (underscore < 0) {
      return CompletableFuture.completedFuture(
          Long.parseLong(name.substring(0, name.indexOf('.'))));
    }
    // Clamped, as microseconds of 18 digits of milliseconds are too many.
    long millis = Math.min(Long.parseLong(name.substring(0, underscore)), 1L << 50);
    return store
        .snapshot()
        .thenApply(now -> now.segmentAt(millis * 1000 + 999).map(Segment::sequence).orElse(-1L));
  }
}
