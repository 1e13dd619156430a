package dev.weir.http.segmented.cmaf;

import dev.weir.http.BodyInParts;
import dev.weir.http.HttpExchange;
import dev.weir.http.segmented.Found;
import dev.weir.http.segmented.PieceType;
import dev.weir.http.segmented.SegmentDoor;
import dev.weir.http.segmented.SegmentStore;
import dev.weir.http.segmented.Wrapping;
import dev.weir.session.Visit;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.RejectedExecutionException;

/// Sends a segment while it is being published: each part as soon as it exists (low-latency DASH).
///
/// Holds neither thread nor buffer between parts. Confined to the connection's event loop, but for
/// [#answer].
final class OpenSegmentBody {
  /// How long the first part may be waited for: players ask early, as clocks differ.
  private static final int FIRST_PART_MILLIS = 3_000;

  private static final int NEXT_PART_MILLIS = 10_000;

  private final Visit visit;
  private final SegmentStore store;
  private final long sequence;
  private final Wrapping wrapping;
  private final BodyInParts body;

  private int next; // number of the part to be sent next
  private boolean gone; // the peer has left

  private OpenSegmentBody(
      Visit visit, SegmentStore store, long sequence, Wrapping wrapping, BodyInParts body) {
    this.visit = visit;
    this.store = store;
    this.sequence = sequence;
    this.wrapping = wrapping;
    this.body = body;
  }

  /// Answers with the segment, or says why it cannot be had. Any thread.
  static void answer(
      HttpExchange exchange, Visit visit, SegmentStore store, long sequence, Wrapping wrapping) {
    store
        .snapshotWith(sequence, 0, FIRST_PART_MILLIS, exchange.loop())
        .thenAccept(now -> {
          if (now.has(sequence, 0)) {
            begin(exchange, visit, store, sequence, wrapping);
          } else {
            SegmentDoor.missing(exchange, Found.Missing.NOT_YET);
          }
        });
  }

  private static void begin(
      HttpExchange exchange, Visit visit, SegmentStore store, long sequence, Wrapping wrapping) {
    exchange.respondInParts(
        PieceType.MP4.growing(),
        body -> {
          OpenSegmentBody open = new OpenSegmentBody(visit, store, sequence, wrapping, body);
          exchange.onGone(() -> open.gone = true);
          open.awaitNext();
        });
  }

  private void send(ByteBuf part) {
    visit.sent(part.readableBytes());
    body.write(part);
  }

  private void awaitNext() {
    store.part(sequence, next, wrapping, NEXT_PART_MILLIS).thenAccept(this::hop);
  }

  private void hop(Found found) {
    try {
      body.channel().eventLoop().execute(() -> found(found));
    } catch (RejectedExecutionException _) { // the server is closing
      if (found instanceof Found.Bytes(ByteBuf part)) {
        part.release();
      }
    }
  }

  private void found(Found found) {
    switch (found) {
      case Found.Bytes(ByteBuf part) when gone -> part.release();
      case Found.Bytes(ByteBuf part) -> {
        send(part);
        next++;
        awaitNext();
      }
      case Found.Missing missing -> end(missing);
    }
  }

  /// A segment whose end is not known to be its end must not look whole: caches would keep it.
  private void end(Found.Missing missing) {
    if (gone) {
      return;
    }
    if (missing == Found.Missing.NO_SUCH_PART) {
      visit.segmentSent(sequence);
      body.end();
    } else {
      body.channel().close();
    }
  }
}
