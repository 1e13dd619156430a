package dev.weir.http.segmented;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Finds pieces in a snapshot and has them muxed. Confined to the event loop of the cache.
final class Pieces {
  private final PieceCache cache;
  private final PieceMux mux;

  private boolean closed; // once

  Pieces(PieceCache cache, PieceMux mux) {
    this.cache = cache;
    this.mux = mux;
  }

  /// What those that are kept take.
  long keptBytes() {
    return cache.keptBytes();
  }

  /// Keeps nothing of segments that are not there any more.
  void forgetBefore(Snapshot now) {
    Segment oldest = now.segments().isEmpty() ? now.open() : now.segments().getFirst();
    if (oldest != null) {
      cache.forgetBefore(oldest.sequence());
    }
  }

  void close() {
    closed = true;
    cache.close();
  }

  /// Completes `result` with a finished segment.
  void segment(Snapshot now, long sequence, Wrapping wrapping, CompletableFuture<Found> result) {
    Optional<Segment> segment = now.segment(sequence);
    if (segment.isEmpty()) {
      result.complete(missing(now, sequence));
    } else if (wrapping.inParts()) {
      joined(segment.get(), wrapping, result);
    } else {
      List<Segment> following = following(now, sequence, wrapping.lookAhead());
      if (now.live() && following.size() < wrapping.lookAhead()) {
        result.complete(Found.Missing.NOT_YET);
      } else {
        piece(segment.get(), -1, wrapping, following, result);
      }
    }
  }

  /// Completes `result` with a part.
  void part(
      Snapshot now, long sequence, int part, Wrapping wrapping, CompletableFuture<Found> result) {
    Optional<Segment> segment = now.segmentOrOpen(sequence);
    if (segment.isEmpty() || !now.has(sequence, part)) {
      result.complete(missing(now, sequence));
    } else if (part < 0 || part >= segment.get().parts().size()) {
      result.complete(Found.Missing.NO_SUCH_PART);
    } else {
      piece(segment.get(), part, wrapping, List.of(), result);
    }
  }

  private static Found missing(Snapshot now, long sequence) {
    boolean future = now.live() && sequence >= now.nextSequence();
    return future ? Found.Missing.NOT_YET : Found.Missing.GONE;
  }

  private static List<Segment> following(Snapshot now, long sequence, int count) {
    List<Segment> following = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      now.segment(sequence + i).ifPresent(following::add);
    }
    return following;
  }

  /// All parts of a segment, one behind another without a copy.
  private void joined(Segment segment, Wrapping wrapping, CompletableFuture<Found> result) {
    List<CompletableFuture<Found>> parts = new ArrayList<>();
    for (int part = 0; part < segment.parts().size(); part++) {
      CompletableFuture<Found> each = new CompletableFuture<>();
      piece(segment, part, wrapping, List.of(), each);
      parts.add(each);
    }
    CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenAccept(_ -> result.complete(join(parts)));
  }

  private static Found join(List<CompletableFuture<Found>> parts) {
    ByteBuf[] all = new ByteBuf[parts.size()];
    int found = 0;
    for (CompletableFuture<Found> part : parts) {
      if (part.join() instanceof Found.Bytes(ByteBuf bytes)) {
        all[found++] = bytes;
      }
    }
    if (found < all.length) {
      for (int i = 0; i < found; i++) {
        all[i].release();
      }
      return Found.Missing.GONE;
    }
    return new Found.Bytes(Unpooled.wrappedBuffer(all.length, all));
  }

  private void piece(
      Segment segment,
      int part,
      Wrapping wrapping,
      List<Segment> following,
      CompletableFuture<Found> result) {
    if (closed) {
      result.complete(Found.Missing.GONE);
      return;
    }
    cache.get(
        new PieceCache.Key(segment.sequence(), part, wrapping),
        () -> mux.write(piece(segment, part, wrapping, following), wrapping),
        result);
  }

  private static Wrapping.Piece piece(
      Segment segment, int part, Wrapping wrapping, List<Segment> following) {
    List<TrackSpan> all = part < 0 ? segment.spans() : segment.parts().get(part).spans();
    List<TrackSpan> carried = all.stream().filter(s -> wrapping.carries(s.track())).toList();
    return new Wrapping.Piece(segment, part, carried, following);
  }
}
