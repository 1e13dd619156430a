package dev.weir.fetch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;

/// Pieces that were fetched lately, kept for all who read them: the first who wants one fetches it,
/// and the others wait for it. Those that nobody has used for longest go first.
///
/// Any thread; blocks.
public final class FetchCache {
  private final long maxBytes;
  private final Map<Object, CompletableFuture<byte[]>> pieces = // guarded by itself
      new LinkedHashMap<>(16, 0.75f, true);

  private long bytes; // of the pieces that are there; guarded by pieces

  /// @param maxBytes what all pieces may take together, and one alone may exceed while it is read
  public FetchCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// Fetches one piece.
  public interface Fetch {
    /// All of it, handed over.
    byte[] get() throws IOException;
  }

  /// The piece of this key, which nobody may change; one that cannot be fetched is tried again by
  /// the next who wants it.
  public byte[] get(Object key, Fetch fetch) throws IOException {
    while (true) {
      CompletableFuture<byte[]> mine = new CompletableFuture<>();
      CompletableFuture<byte[]> known;
      synchronized (pieces) {
        known = pieces.putIfAbsent(key, mine);
      }
      if (known == null) {
        fetch(key, fetch, mine);
      }
      try {
        return (known == null ? mine : known).join();
      } catch (CompletionException e) {
        if (!(e.getCause() instanceof IOException cause)) {
          throw new IOException(e.getCause());
        }
        if (known == null || !(cause instanceof InterruptedIOException)) {
          throw cause;
        } // Who fetched it has left; it is still wanted here.
      }
    }
  }

  private void fetch(Object key, Fetch fetch, CompletableFuture<byte[]> mine) {
    try {
      byte[] piece = fetch.get();
      synchronized (pieces) { // what is not there yet, nobody drops
        mine.complete(piece);
        bytes += piece.length;
        dropOldest();
      }
    } catch (IOException | RuntimeException e) {
      synchronized (pieces) {
        pieces.remove(key, mine);
      }
      mine.completeExceptionally(e);
    }
  }

  private void dropOldest() {
    Iterator<CompletableFuture<byte[]>> oldest = pieces.values().iterator();
    while (bytes > maxBytes && oldest.hasNext()) {
      byte[] piece = oldest.next().getNow(null);
      if (piece != null) {
        bytes -= piece.length;
        oldest.remove();
      }
    }
  }

  /// Drops the pieces whose keys are `unwanted`.
  public void drop(Predicate<Object> unwanted) {
    synchronized (pieces) {
      pieces
          .entrySet()
          .removeIf(entry -> {
            byte[] piece = entry.getValue().getNow(null);
            boolean drops = piece != null && unwanted.test(entry.getKey());
            bytes -= drops ? piece.length : 0;
            return drops;
          });
    }
  }
}
