package dev.weir.http.segmented;

import dev.weir.config.StreamName;
import dev.weir.http.ByteRange;
import dev.weir.http.HttpAdmissions;
import dev.weir.http.HttpAdmissions.Step;
import dev.weir.http.HttpAdmissions.Variables;
import dev.weir.http.HttpExchange;
import dev.weir.http.LateBody;
import dev.weir.http.Response;
import dev.weir.http.SharedBody;
import dev.weir.session.Admission;
import dev.weir.session.ViewResult;
import dev.weir.session.Visit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.function.BiConsumer;

/// The way of a viewer's request to the segments of a stream, the same for all segmented protocols:
/// who it is from, whether he may, which store is meant; and the answers that all have.
///
/// Any thread may call this.
public final class SegmentDoor {
  /// A stream that has just started has no segment yet; its first viewers wait for it.
  private static final int FIRST_SEGMENT_MILLIS = 15_000;

  private static final int WHOLE_SEGMENT = Integer.MAX_VALUE;

  /// The manifest of a longer film, a megabyte and more, which is not compressed either, is never
  /// there as a whole.
  private static final int MOST_SEGMENTS_HELD = 16_384;

  /// Each takes some 300 KB while it is sent.
  private static final int MOST_LONG_MANIFESTS = 64;

  /// When whoever was one too many may ask again.
  private static final int RETRY_SECONDS = 5;

  private final LongManifests longManifests = new LongManifests(MOST_LONG_MANIFESTS);
  private final HttpAdmissions admissions;
  private final SegmentStores stores;

  /// A door to all streams' stores.
  public SegmentDoor(HttpAdmissions admissions, SegmentStores stores) {
    this.admissions = admissions;
    this.stores = stores;
  }

  /// Answers a request for a manifest.
  @FunctionalInterface
  public interface WithSegments {
    /// Answers.
    ///
    /// @param now with at least one segment
    void answer(Visit visit, SegmentStore store, Snapshot now);
  }

  /// Lets a request for a manifest in, opens the stream if it must, and waits for the first
  /// segment.
  ///
  /// @param connector the protocol, as the access log and the triggers name it
  public void manifest(HttpExchange exchange, String connector, WithSegments then) {
    Optional<StreamName> name = StreamName.clean(exchange.request().stream());
    if (name.isEmpty()) {
      mismatch(exchange);
      return;
    }
    exchange.when(
        admissions.view(exchange, name.get(), connector, Step.BEGINNING),
        result -> {
          switch (result) {
            case ViewResult.Admitted(Visit visit, var stream) ->
                firstSegment(exchange, visit, stores.of(stream), FIRST_SEGMENT_MILLIS, then);
            case ViewResult.AdmittedOnDemand(Visit visit, var file) ->
                firstSegment(exchange, visit, stores.of(file), FIRST_SEGMENT_MILLIS, then);
            case ViewResult.NotThere(_, String sentence) ->
                lingering(exchange, name.get(), connector, sentence, then);
            case ViewResult.Refused(String sentence) -> refuse(exchange, sentence);
          }
        });
  }

  /// Lets a request for a piece in. The stream is not opened for it: its segments are there or not.
  ///
  /// @param connector as above
  public void piece(HttpExchange exchange, String connector, BiConsumer<Visit, SegmentStore> then) {
    Optional<StreamName> name = StreamName.clean(exchange.request().stream());
    if (name.isEmpty()) {
      mismatch(exchange);
      return;
    }
    exchange.when(
        admissions.admit(exchange, name.get(), connector, Step.PIECE, stores::has),
        admission -> {
          switch (admission.orElse(null)) {
            case Admission.Granted(Visit visit) ->
                stores
                    .find(visit.request().stream())
                    .ifPresentOrElse(
                        store -> then.accept(visit, store),
                        () -> elsewhere(exchange, name.get(), connector, then));
            case Admission.Refused(String sentence) -> refuse(exchange, sentence);
            case null -> elsewhere(exchange, name.get(), connector, then);
          }
        });
  }

  /// What the addresses in a manifest end with for its receiver.
  public Variables variables(HttpExchange exchange, Visit visit) {
    return admissions.variables(exchange.request(), visit);
  }

  /// Sends a manifest, which nobody keeps; that of a long film as it is written.
  public void sendManifest(
      HttpExchange exchange, Visit visit, SegmentStore store, Snapshot now, Manifest manifest) {
    sendManifest(exchange, visit, store, variables(exchange, visit), now, manifest);
  }

  /// The same with variables that were asked for before.
  public void sendManifest(
      HttpExchange exchange,
      Visit visit,
      SegmentStore store,
      Variables variables,
      Snapshot now,
      Manifest manifest) {
    String type = manifest.contentType();
    if (now.live() || now.segments().size() <= MOST_SEGMENTS_HELD) {
      exchange.when(
          store.manifests().of(now, manifest.wanted(), manifest::form),
          form -> sendManifest(exchange, visit, store, variables, type, form));
      return;
    }
    Response head = notKept(exchange, visit, Response.of(200, type, Unpooled.EMPTY_BUFFER));
    if (longManifests.send(exchange, head, visit, manifest, variables.text())) {
      visit.endTold(store.endSequence());
    } else {
      Response busy =
          Response.text(503, "Many are being sent a manifest as long as this; ask again soon")
              .with("Retry-After", "" + RETRY_SECONDS);
      exchange.respond(notKept(exchange, visit, busy));
    }
  }

  /// Sends a manifest that is written, which nobody keeps.
  public void sendManifest(
      HttpExchange exchange,
      Visit visit,
      SegmentStore store,
      String contentType,
      ManifestForm manifest) {
    sendManifest(exchange, visit, store, variables(exchange, visit), contentType, manifest);
  }

  /// The same with variables that were asked for before.
  public void sendManifest(
      HttpExchange exchange,
      Visit visit,
      SegmentStore store,
      Variables variables,
      String contentType,
      ManifestForm manifest) {
    Response head = manifest.answer(contentType, notKept());
    exchange.respond(
        admissions.withToken(exchange, visit, filled(visit, store, variables, manifest, head)));
  }

  private Response notKept(HttpExchange exchange, Visit visit, Response manifest) {
    return admissions.withToken(exchange, visit, manifest.with("Cache-Control", notKept()));
  }

  private String notKept() {
    return admissions.writesTokens() ? "private, no-cache" : "no-cache";
  }

  /// Sends a manifest that caches may keep, and give to others where tokens are not written into
  /// addresses; for their sake it brings no cookie. One that a token is put into is not kept.
  ///
  /// @param seconds for how long
  public void sendManifestToKeep(
      HttpExchange exchange,
      Visit visit,
      SegmentStore store,
      Variables variables,
      String contentType,
      ManifestForm manifest,
      long seconds) {
    if (variables.tokenAdded()) {
      sendManifest(exchange, visit, store, variables, contentType, manifest);
      return;
    }
    String whose = admissions.writesTokens() ? "private" : "public";
    Response kept = manifest.answer(contentType, whose + ", max-age=" + seconds);
    exchange.respond(filled(visit, store, variables, manifest, kept));
  }

  private static Response filled(
      Visit visit,
      SegmentStore store,
      Variables variables,
      ManifestForm manifest,
      Response withoutBody) {
    visit.endTold(store.endSequence());
    String text = variables.text();
    if (variables.personal()) {
      LateBody body = manifest.own(text);
      visit.sent(body.bytes());
      return withoutBody.withBody(body);
    }
    SharedBody body = manifest.shared(text);
    visit.sent(body.plain().length);
    return withoutBody.withBody(body);
  }

  /// Sends a segment or a part of it, or says why not.
  public static void send(
      HttpExchange exchange,
      Visit visit,
      SegmentStore store,
      long sequence,
      PieceType type,
      Found found) {
    if (found instanceof Found.Bytes) {
      visit.segmentSent(sequence);
      visit.endTold(store.endSequence());
    }
    send(exchange, visit, type, found);
  }

  /// Sends what is no media, or says why not.
  public static void send(HttpExchange exchange, Visit visit, PieceType type, Found found) {
    switch (found) {
      case Found.Bytes(ByteBuf bytes) -> send(exchange, visit, type, bytes);
      case Found.Missing missing -> missing(exchange, missing);
    }
  }

  /// Sends all of it, or the range that is asked for.
  private static void send(HttpExchange exchange, Visit visit, PieceType type, ByteBuf bytes) {
    int size = bytes.readableBytes();
    Optional<ByteRange> asked =
        size == 0 ? Optional.empty() : ByteRange.asked(exchange.request(), size, null);
    if (asked.isPresent() && asked.get().isUnsatisfiable()) {
      bytes.release();
      exchange.respond(ByteRange.unsatisfiable(size));
      return;
    }
    ByteRange range = asked.orElse(ByteRange.whole(size));
    ByteBuf body =
        asked.isEmpty()
            ? bytes
            : bytes.slice(bytes.readerIndex() + (int) range.first(), (int) range.bytes());
    visit.sent(range.bytes());
    Response whole = type.answer(body);
    exchange.respond(asked.isEmpty() ? whole : range.partial(whole, size));
  }

  /// Says why a piece cannot be had.
  public static void missing(HttpExchange exchange, Found.Missing missing) {
    exchange.respond(
        Response.text(
            404,
            switch (missing) {
              case GONE -> "Fragment out of range: it is not in memory, or not any more";
              case NOT_YET -> "Fragment out of range: it does not exist yet";
              case NO_SUCH_PART -> "Fragment out of range: its segment has no such part";
            }));
  }

  /// Answers a path that nobody is given.
  public static void mismatch(HttpExchange exchange) {
    exchange.respond(Response.text(404, "URL mismatch"));
  }

  /// Whether a player that asks again has to be told where: at the address that it used it would be
  /// somebody new.
  public boolean movesOn(HttpExchange exchange, Visit visit) {
    return variables(exchange, visit).tokenAdded();
  }

  private static void firstSegment(
      HttpExchange exchange,
      Visit visit,
      SegmentStore store,
      long timeoutMillis,
      WithSegments then) {
    exchange.when(
        store.snapshotWith(0, WHOLE_SEGMENT, timeoutMillis, exchange.loop()),
        now -> {
          if (now.segments().isEmpty()) {
            exchange.respond(Response.text(404, "The stream has no segment yet; try again"));
          } else {
            then.answer(visit, store, now);
          }
        });
  }

  /// A stream that has ended can be played to its end for a short while.
  private void lingering(
      HttpExchange exchange,
      StreamName name,
      String connector,
      String sentence,
      WithSegments then) {
    exchange.when(
        admissions.admit(exchange, name, connector, Step.BEGINNING, stores::has),
        admission -> {
          switch (admission.orElse(null)) {
            case Admission.Granted(Visit visit) ->
                stores
                    .find(visit.request().stream())
                    .ifPresentOrElse(
                        store -> firstSegment(exchange, visit, store, 0, then),
                        () -> refuse(exchange, sentence));
            case Admission.Refused(String why) -> refuse(exchange, why);
            case null -> refuse(exchange, sentence);
          }
        });
  }

  /// Perhaps another stream is shown in place of this one.
  private void elsewhere(
      HttpExchange exchange,
      StreamName name,
      String connector,
      BiConsumer<Visit, SegmentStore> then) {
    exchange.when(
        admissions.view(exchange, name, connector, Step.PIECE),
        result -> {
          switch (result) {
            case ViewResult.Admitted(Visit visit, var stream) ->
                then.accept(visit, stores.of(stream));
            case ViewResult.AdmittedOnDemand(Visit visit, var file) ->
                then.accept(visit, stores.of(file));
            case ViewResult.NotThere _ -> missing(exchange, Found.Missing.GONE);
            case ViewResult.Refused(String sentence) -> refuse(exchange, sentence);
          }
        });
  }

  private static void refuse(HttpExchange exchange, String sentence) {
    exchange.respond(Response.text(404, "Could not retrieve stream: " + sentence));
  }
}
