package dev.weir.http.segmented;

import dev.weir.http.MemoryFile;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Muxed pieces: those that are being muxed for whoever waits, and the newest of those that were
/// and can still be asked for, up to so many bytes. Confined to one event loop.
final class PieceCache {

  /// Which piece.
  ///
  /// @param part -1 for the whole segment
  record Key(long sequence, int part, Wrapping wrapping) {}

  private static final class Muxed {
    private final List<CompletableFuture<Found>> waiting = new ArrayList<>();
    private @Nullable ByteBuf bytes; // the cache's own; set once

    /// Whoever is answered may ask again at once, for this piece or for one that drives it out: all
    /// have their own hold on the bytes before the first is answered.
    void answerAll() {
      List<CompletableFuture<Found>> answered = List.copyOf(waiting);
      waiting.clear();
      ByteBuf muxed = bytes;
      if (muxed != null) {
        muxed.retain(answered.size());
      }
      for (CompletableFuture<Found> result : answered) {
        result.complete(muxed == null ? Found.Missing.GONE : new Found.Bytes(muxed.duplicate()));
      }
    }
  }

  private final EventLoop loop;
  private final long maxBytes;
  private final MemoryFile memory;
  private final Map<Key, Muxed> pieces = new LinkedHashMap<>(); // oldest first

  private long keptBytes;
  private long firstSequence; // of the oldest segment that can be asked for
  private boolean closed; // once

  /// @param memory where muxed pieces lie
  PieceCache(EventLoop loop, long maxBytes, MemoryFile memory) {
    this.loop = loop;
    this.maxBytes = maxBytes;
    this.memory = memory;
  }

  /// Completes `result` with the piece, which `mux` makes on a virtual thread if it must.
  void get(Key key, Supplier<Optional<ByteBuf>> mux, CompletableFuture<Found> result) {
    Muxed muxed = pieces.get(key);
    if (muxed == null) {
      muxed = new Muxed();
      pieces.put(key, muxed);
      start(key, muxed, mux);
    }
    muxed.waiting.add(result);
    if (muxed.bytes != null) {
      muxed.answerAll();
    }
  }

  /// Forgets the pieces of segments before `sequence`, which nobody can ask for any more.
  void forgetBefore(long sequence) {
    if (sequence > firstSequence) {
      firstSequence = sequence;
      pieces.entrySet().removeIf(each -> isOver(each.getKey()) && drop(each.getValue()));
    }
  }

  private boolean isOver(Key key) {
    return key.sequence() < firstSequence;
  }

  /// Lets go of a piece; false if it is being muxed.
  private boolean drop(Muxed muxed) {
    ByteBuf bytes = muxed.bytes;
    if (bytes == null) {
      return false;
    }
    keptBytes -= bytes.capacity();
    bytes.release();
    return true;
  }

  /// What the kept pieces take.
  long keptBytes() {
    return keptBytes;
  }

  void close() {
    closed = true;
    pieces.values().forEach(muxed -> ReferenceCountUtil.release(muxed.bytes));
    pieces.clear();
  }

  private void start(Key key, Muxed muxed, Supplier<Optional<ByteBuf>> mux) {
    Thread.ofVirtual()
        .name("weir-segment-", key.sequence())
        .start(() -> {
          Optional<ByteBuf> bytes = Optional.empty();
          try {
            bytes = mux.get().map(memory::keep);
          } finally { // nobody waits for ever, whatever goes wrong
            ByteBuf made = bytes.orElse(null);
            loop.execute(() -> finished(key, muxed, made));
          }
        });
  }

  private void finished(Key key, Muxed muxed, @Nullable ByteBuf bytes) {
    muxed.bytes = bytes;
    if (bytes == null) {
      pieces.remove(key, muxed); // before the answers: whoever asks again has it tried again
    }
    muxed.answerAll();
    if (bytes == null) {
      return;
    }
    if (closed) {
      bytes.release();
    } else {
      keptBytes += bytes.capacity();
      if (isOver(key) && pieces.remove(key, muxed)) {
        drop(muxed);
      }
      trim();
    }
  }

  private void trim() {
    Iterator<Muxed> oldest = pieces.values().iterator();
    while (keptBytes > maxBytes && oldest.hasNext()) {
      if (drop(oldest.next())) {
        oldest.remove();
      }
    }
  }
}
