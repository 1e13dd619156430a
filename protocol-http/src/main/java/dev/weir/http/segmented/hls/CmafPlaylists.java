package dev.weir.http.segmented.hls;

import dev.weir.http.HttpAdmissions.Variables;
import dev.weir.http.HttpExchange;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.segmented.Manifest;
import dev.weir.http.segmented.ManifestForm;
import dev.weir.http.segmented.ManifestForm.Notation;
import dev.weir.http.segmented.ManifestText;
import dev.weir.http.segmented.SegmentDoor;
import dev.weir.http.segmented.SegmentStore;
import dev.weir.http.segmented.Snapshot;
import dev.weir.http.segmented.cmaf.CmafManifest;
import dev.weir.http.segmented.cmaf.Renditions;
import dev.weir.media.Track;
import dev.weir.session.Visit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// HLS over CMAF segments (RFC 8216bis), also with low latency:
///
/// | path | what |
/// |---|---|
/// | `index.m3u8` | multivariant playlist |
/// | `T/index.m3u8` | media playlist of track T |
/// | `T/iframes.m3u8` | its first pictures |
///
/// The variable `llhls=0`, or the header field `X-Mist-LLHLS: 0`, leaves parts out.
public final class CmafPlaylists implements CmafManifest {
  private static final Pattern MEDIA = Pattern.compile("[0-9]{1,9}/index\\.m3u8");
  private static final Pattern PICTURES = Pattern.compile("[0-9]{1,9}/iframes\\.m3u8");
  private static final String LOW_LATENCY_HEADER = "X-Mist-LLHLS";

  private record WantedMultivariant(Renditions renditions) {}

  private record WantedMedia(int trackId, boolean parts, boolean skip) {}

  private record WantedPictures(int trackId) {}

  private final SegmentDoor door;

  /// Playlists of all streams' stores.
  public CmafPlaylists(SegmentDoor door) {
    this.door = door;
  }

  @Override
  public boolean answers(HttpExchange exchange, String connector, List<String> path) {
    switch (String.join("/", path)) {
      case "index.m3u8" ->
          door.manifest(
              exchange,
              connector,
              (visit, store, now) -> multivariant(exchange, visit, store, now));
      case String name when MEDIA.matcher(name).matches() ->
          media(exchange, connector, Integer.parseInt(path.getFirst()));
      case String name when PICTURES.matcher(name).matches() ->
          door.manifest(
              exchange,
              connector,
              (visit, store, now) ->
                  pictures(exchange, visit, store, now, Integer.parseInt(path.getFirst())));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void multivariant(HttpExchange exchange, Visit visit, SegmentStore store, Snapshot now) {
    Renditions renditions = Renditions.of(store, now);
    if (renditions.isEmpty()) {
      exchange.respond(
          Response.text(415, "None of the stream's tracks can be played as HLS with fMP4"));
      return;
    }
    door.sendManifest(
        exchange,
        visit,
        store,
        now,
        playlist(
            new WantedMultivariant(renditions),
            out -> new CmafMultivariant(renditions, now.segments(), out.text()).write()));
  }

  /// Who asks for a media playlist, and what his depends on: looked up before he waits, while his
  /// request is at hand.
  private record Asked(
      HttpExchange exchange,
      Visit visit,
      SegmentStore store,
      Track track,
      WantedMedia wanted,
      Variables variables) {}

  private void media(HttpExchange exchange, String connector, int trackId) {
    Optional<BlockingReload> reload = BlockingReload.parse(exchange.request().query());
    if (reload.isEmpty()) {
      exchange.respond(
          Response.text(
              400,
              "_HLS_msn and _HLS_part are whole numbers from 0, and the second needs the first"));
      return;
    }
    door.manifest(
        exchange,
        connector,
        (visit, store, now) -> {
          Optional<Track> track = track(store, trackId);
          if (track.isEmpty()) {
            exchange.respond(Response.text(404, "Track not found"));
            return;
          }
          Request request = exchange.request();
          WantedMedia wanted =
              new WantedMedia(trackId, wantsParts(request), request.query().has("_HLS_skip"));
          Variables variables = door.variables(exchange, visit);
          media(
              new Asked(exchange, visit, store, track.get(), wanted, variables), now, reload.get());
        });
  }

  private void media(Asked asked, Snapshot now, BlockingReload reload) {
    HttpExchange exchange = asked.exchange();
    if (isGone(now, asked.track())) {
      gone(exchange);
      return;
    }
    switch (reload.against(now)) {
      case READY -> playlist(asked, now, reload.isAsked());
      case TOO_FAR ->
          exchange.respond(
              Response.text(
                  400, "_HLS_msn or _HLS_part is further ahead than a player may ask for"));
      case WAIT ->
          exchange.when(
              asked
                  .store()
                  .snapshotWith(
                      reload.sequence(),
                      reload.part(),
                      BlockingReload.timeoutMillis(now),
                      exchange.loop()),
              then -> {
                if (then.live() && !then.has(reload.sequence(), reload.part())) {
                  exchange.respond(
                      Response.text(503, "The segment did not come in time; try again"));
                } else if (isGone(then, asked.track())) {
                  gone(exchange);
                } else {
                  playlist(asked, then, true);
                }
              });
    }
  }

  /// Whether a track has stopped while another one goes on. Gaps say that, too, but low-latency
  /// hls.js does not look at what is behind them; the 404 of RFC 8216bis 6.2.1 moves every player
  /// to a rendition that lives.
  private static boolean isGone(Snapshot now, Track track) {
    return now.live()
        && isMedia(track)
        && !now.segments().isEmpty()
        && now.hasStopped(track)
        && now.newestTracks().stream()
            .anyMatch(other -> isMedia(other) && Renditions.carries(other.codec()));
  }

  private static boolean isMedia(Track track) {
    return track.isVideo() || track.isAudio();
  }

  private static void gone(HttpExchange exchange) {
    exchange.respond(Response.text(404, "The track has stopped; the stream goes on with others"));
  }

  private void playlist(Asked asked, Snapshot now, boolean blocked) {
    HttpExchange exchange = asked.exchange();
    if (now.segments().isEmpty()) { // the stream was let go of meanwhile
      exchange.respond(Response.text(404, "The stream has ended"));
      return;
    }
    SegmentStore store = asked.store();
    Manifest playlist =
        playlist(asked.wanted(), out -> write(store, now, asked.track(), asked.wanted(), out));
    if (blocked && now.live()) {
      exchange.when(
          store.manifests().of(now, playlist.wanted(), playlist::form),
          form -> sendToKeep(asked, now, form));
    } else {
      door.sendManifest(exchange, asked.visit(), store, asked.variables(), now, playlist);
    }
  }

  /// RFC 8216bis B.1: what was asked for by number is always the same.
  private void sendToKeep(Asked asked, Snapshot now, ManifestForm playlist) {
    door.sendManifestToKeep(
        asked.exchange(),
        asked.visit(),
        asked.store(),
        asked.variables(),
        HlsHandler.PLAYLIST_TYPE,
        playlist,
        6 * MediaPlaylist.targetDurationSeconds(now));
  }

  private static void write(
      SegmentStore store, Snapshot now, Track track, WantedMedia asked, ManifestText out) {
    MediaPlaylist.Wanted wanted =
        new MediaPlaylist.Wanted(track, others(store, now, track), asked.parts(), asked.skip());
    new MediaPlaylist(now, wanted, out).write();
  }

  private void pictures(
      HttpExchange exchange, Visit visit, SegmentStore store, Snapshot now, int trackId) {
    Optional<Track> track = track(store, trackId).filter(Track::isVideo);
    if (track.isEmpty()) {
      exchange.respond(Response.text(404, "Track not found"));
      return;
    }
    door.sendManifest(
        exchange,
        visit,
        store,
        now,
        playlist(new WantedPictures(trackId), out -> PicturePlaylist.cmaf(now, trackId, out)));
  }

  private static Manifest playlist(Object wanted, Consumer<ManifestText> write) {
    return new Manifest(wanted, HlsHandler.PLAYLIST_TYPE, Notation.PLAYLIST, write);
  }

  private static boolean wantsParts(Request request) {
    return !request.query().value("llhls").orElse("").equals("0")
        && !request.header(LOW_LATENCY_HEADER).orElse("").equals("0");
  }

  private static Optional<Track> track(SegmentStore store, int trackId) {
    return store.tracks().stream().filter(track -> track.id() == trackId).findFirst();
  }

  /// The tracks whose playlists a player may go on with.
  private static List<Track> others(SegmentStore store, Snapshot now, Track track) {
    Renditions renditions = Renditions.of(store, now);
    return Stream.of(renditions.video(), renditions.audio(), renditions.text())
        .flatMap(List::stream)
        .filter(other -> other.id() != track.id())
        .toList();
  }
}
