package dev.weir.http.segmented.dash;

import dev.weir.http.HttpExchange;
import dev.weir.http.Query;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.http.segmented.Manifest;
import dev.weir.http.segmented.ManifestForm.Notation;
import dev.weir.http.segmented.SegmentDoor;
import dev.weir.http.segmented.cmaf.CmafManifest;
import dev.weir.http.segmented.cmaf.Renditions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;

/// DASH manifests: `index.mpd`, and the time that players set their clocks by.
///
/// The variable `llhls=0` leaves the segment that is being published out; `trickmode=1` adds a set
/// of first pictures, for players that search with it (FFmpeg would end with it, before the rest);
/// `addressing=time` has segments addressed by their times instead of their numbers, and
/// `addressing=duration` by numbers that tell their times, where they are even.
public final class DashManifests implements CmafManifest {
  private static final String TYPE = "application/dash+xml";
  private static final Pattern SECONDS = Pattern.compile("-?[0-9]{1,9}");

  private final SegmentDoor door;
  private final Clock clock;

  /// Manifests of all streams' stores.
  public DashManifests(SegmentDoor door, Clock clock) {
    this.door = door;
    this.clock = clock;
  }

  /// Where UTCTiming points to.
  public List<Route> routes() {
    return List.of(Route.at("/time", this::time).only("GET", "HEAD"));
  }

  @Override
  public boolean answers(HttpExchange exchange, String connector, List<String> path) {
    if (path.size() != 1 || !path.getFirst().equals("index.mpd")) {
      return false;
    }
    door.manifest(
        exchange,
        connector,
        (visit, store, now) -> {
          Renditions renditions = Renditions.of(store, now);
          if (renditions.isEmpty()) {
            exchange.respond(
                Response.text(415, "None of the stream's tracks can be played as DASH with fMP4"));
            return;
          }
          Request request = exchange.request();
          Query query = request.query();
          Duration ahead = store.aheadOf(clock.instant());
          Instant mediaNow = clock.instant().plus(ahead);
          Mpd.Wanted wanted =
              new Mpd.Wanted(
                  renditions,
                  store.name().full(),
                  door.movesOn(exchange, visit) ? request.address() : "",
                  request.origin().http("time")
                      + (ahead.isZero() ? "" : "?ahead=" + ahead.toSeconds()),
                  !query.value("llhls").orElse("").equals("0"),
                  query.value("trickmode").orElse("0").equals("1"),
                  Addressing.of(query.value("addressing").orElse("")),
                  Mpd.silentMicros(now, mediaNow),
                  store.isOverdue());
          door.sendManifest(
              exchange,
              visit,
              store,
              now,
              new Manifest(
                  wanted, TYPE, Notation.XML, out -> new Mpd(now, mediaNow, wanted, out).write()));
        });
    return true;
  }

  /// ISO/IEC 23009-1 5.8.5.7, `urn:mpeg:dash:utc:http-iso:2014`. The variable `ahead` is by how
  /// many seconds the dates of a stream are.
  private void time(HttpExchange exchange) {
    String ahead = exchange.request().query().value("ahead").orElse("");
    long seconds = SECONDS.matcher(ahead).matches() ? Long.parseLong(ahead) : 0;
    Instant media = clock.instant().plusSeconds(seconds);
    String now = DateTimeFormatter.ISO_INSTANT.format(media.truncatedTo(ChronoUnit.MILLIS));
    exchange.respond(Response.of(200, "text/plain; charset=utf-8", now));
  }
}
