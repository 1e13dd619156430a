package dev.weir.http.segmented.cmaf;

import dev.weir.http.HttpExchange;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.http.segmented.Found;
import dev.weir.http.segmented.PieceType;
import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.SegmentDoor;
import dev.weir.http.segmented.SegmentStore;
import dev.weir.http.segmented.Snapshot;
import dev.weir.http.segmented.TrackSpan;
import dev.weir.http.segmented.Wrapping;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import dev.weir.mp4.InitSegment;
import dev.weir.session.Visit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Answers everything below `/cmaf/STREAM/` and `/dash/STREAM/`: manifests, and below the folder of
/// each track what [CmafFile] names. All formats point to the same bytes. Segments have names by
/// time, too, as DASH with `$Time$` wants them: `chunk_T_TIME.m4s` of track T, in its timescale,
/// and `chunk_T_init.m4s`.
public final class CmafHandler {
  private static final Pattern TRACK = Pattern.compile("[0-9]{1,9}");

  /// How long a part that is announced may be waited for.
  private static final int PART_MILLIS = 10_000;

  private static final Pattern TIMED = Pattern.compile("chunk_(\\d{1,9})_(init|\\d{1,15})\\.m4s");

  private final SegmentDoor door;
  private final List<CmafManifest> manifests;

  /// A handler over all streams' stores.
  ///
  /// @param manifests the formats that are offered
  public CmafHandler(SegmentDoor door, List<CmafManifest> manifests) {
    this.door = door;
    this.manifests = List.copyOf(manifests);
  }

  /// The routes it answers.
  public List<Route> routes() {
    return List.of(
        Route.below("/cmaf/$/", exchange -> handle(exchange, "CMAF")).only("GET", "HEAD"),
        Route.below("/dash/$/", exchange -> handle(exchange, "DASHMP4")).only("GET", "HEAD"));
  }

  private void handle(HttpExchange exchange, String connector) {
    List<String> path = Arrays.asList(exchange.request().rest().split("/", -1));
    for (CmafManifest manifest : manifests) {
      if (manifest.answers(exchange, connector, path)) {
        return;
      }
    }
    Matcher timed = TIMED.matcher(exchange.request().rest());
    if (timed.matches()) {
      int trackId = Integer.parseInt(timed.group(1));
      door.piece(
          exchange,
          connector,
          (visit, store) -> timed(exchange, visit, store, trackId, timed.group(2)));
      return;
    }
    Optional<CmafFile> file =
        path.size() == 2 && TRACK.matcher(path.getFirst()).matches()
            ? CmafFile.parse(path.getLast())
            : Optional.empty();
    if (file.isEmpty()) {
      SegmentDoor.mismatch(exchange);
      return;
    }
    int trackId = Integer.parseInt(path.getFirst());
    door.piece(
        exchange, connector, (visit, store) -> file(exchange, visit, store, trackId, file.get()));
  }

  private static void timed(
      HttpExchange exchange, Visit visit, SegmentStore store, int trackId, String time) {
    if (time.equals("init")) {
      file(exchange, visit, store, trackId, new CmafFile.Header(-1));
      return;
    }
    exchange.when(
        store.snapshot(),
        now ->
            sequenceAt(now, store, trackId, Long.parseLong(time))
                .ifPresentOrElse(
                    sequence -> file(exchange, visit, store, trackId, new CmafFile.Whole(sequence)),
                    () -> SegmentDoor.missing(exchange, Found.Missing.GONE)));
  }

  /// The segment that starts at this presentation time of its track's timescale.
  private static Optional<Long> sequenceAt(
      Snapshot now, SegmentStore store, int trackId, long time) {
    Optional<Timescale> timescale =
        store.tracks().stream()
            .filter(track -> track.id() == trackId && InitSegment.carries(track.codec()))
            .map(track -> InitSegment.timescale(track.codec()))
            .findFirst();
    return timescale.flatMap(clock ->
        Stream.concat(now.around(clock.toMicros(time)).stream(), Stream.ofNullable(now.open()))
            .filter(segment ->
                segment
                    .span(trackId)
                    .filter(span -> clock.fromMicros(span.startPtsMicros()) == time)
                    .isPresent())
            .map(Segment::sequence)
            .findFirst());
  }

  private static void file(
      HttpExchange exchange, Visit visit, SegmentStore store, int trackId, CmafFile file) {
    Optional<Track> track = store.tracks().stream().filter(t -> t.id() == trackId).findFirst();
    Optional<Track> text = track.filter(Renditions::isText);
    Wrapping wrapping =
        switch (file) {
          case CmafFile.FirstPicture _ -> new FirstPictureWrapping(trackId);
          case CmafFile.Cues _ -> new CueWrapping(trackId, 0);
          case CmafFile.Header _, CmafFile.Whole _, CmafFile.OnePart _ ->
              text.isPresent() ? new CueSamplesWrapping(trackId) : new CmafWrapping(trackId);
        };
    if (track.filter(wrapping::carries).isEmpty()) {
      exchange.respond(Response.text(404, "Track not found"));
      return;
    }
    switch (file) {
      case CmafFile.Header _ when text.isPresent() -> textHeader(exchange, visit, text.get());
      case CmafFile.Whole(long sequence) when text.isPresent() ->
          send(exchange, visit, store, sequence, PieceType.MP4, store.segment(sequence, wrapping));
      case CmafFile.Header(long number) ->
          exchange.when(store.snapshot(), now -> header(exchange, visit, now, trackId, number));
      case CmafFile.Whole(long sequence) -> whole(exchange, visit, store, sequence, wrapping);
      case CmafFile.OnePart(long sequence, int part) ->
          send(
              exchange,
              visit,
              store,
              sequence,
              PieceType.MP4,
              store.part(sequence, part, wrapping, PART_MILLIS));
      case CmafFile.FirstPicture(long sequence) ->
          exchange.when(
              store.segment(sequence, wrapping),
              found -> SegmentDoor.send(exchange, visit, PieceType.MP4, found));
      case CmafFile.Cues(long sequence) ->
          send(exchange, visit, store, sequence, PieceType.CUES, store.segment(sequence, wrapping));
    }
  }

  private static void send(
      HttpExchange exchange,
      Visit visit,
      SegmentStore store,
      long sequence,
      PieceType type,
      CompletionStage<Found> piece) {
    exchange.when(piece, found -> SegmentDoor.send(exchange, visit, store, sequence, type, found));
  }

  private static void textHeader(HttpExchange exchange, Visit visit, Track text) {
    ByteBuf out = ByteBufAllocator.DEFAULT.buffer(1024);
    CueSamplesWrapping.header(text, out);
    SegmentDoor.send(exchange, visit, PieceType.MP4, new Found.Bytes(out));
  }

  private static void header(
      HttpExchange exchange, Visit visit, Snapshot now, int trackId, long number) {
    // Numbers of periods only grow: from the newest on, as those of a film, which may be many, are
    // computed when they are looked at.
    Optional<Track> track =
        Stream.concat(Stream.ofNullable(now.open()), now.segments().reversed().stream())
            .dropWhile(s -> number >= 0 && s.periodSequence() > number)
            .takeWhile(s -> number < 0 || s.periodSequence() == number)
            .flatMap(s -> s.span(trackId).stream())
            .map(TrackSpan::track)
            .findFirst();
    if (track.isEmpty()) {
      SegmentDoor.missing(exchange, Found.Missing.GONE);
      return;
    }
    ByteBuf out = ByteBufAllocator.DEFAULT.buffer(1024);
    InitSegment.write(List.of(track.get()), out);
    if (number < 0) { // soon of another segment
      visit.sent(out.readableBytes());
      exchange.respond(
          Response.of(200, PieceType.MP4.contentType(), out).with("Cache-Control", "no-cache"));
    } else {
      SegmentDoor.send(exchange, visit, PieceType.MP4, new Found.Bytes(out));
    }
  }

  /// A finished segment is sent as a whole, an open one part by part as they come.
  private static void whole(
      HttpExchange exchange, Visit visit, SegmentStore store, long sequence, Wrapping wrapping) {
    exchange.when(
        store.segment(sequence, wrapping),
        found -> {
          if (found == Found.Missing.NOT_YET) {
            OpenSegmentBody.answer(exchange, visit, store, sequence, wrapping);
          } else {
            SegmentDoor.send(exchange, visit, store, sequence, PieceType.MP4, found);
          }
        });
  }
}
