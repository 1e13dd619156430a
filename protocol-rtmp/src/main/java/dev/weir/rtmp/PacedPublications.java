package dev.weir.rtmp;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What somebody else's thread gives, piece by piece: a file, or a live stream at another time.
/// Over the connections of a link, one after the other.
///
/// Any thread.
final class PacedPublications {
  private final CompletableFuture<PacedOutlet> first = new CompletableFuture<>();

  private @Nullable PacedOutlet newest; // guarded by this

  /// Completes when a peer takes media.
  CompletableFuture<PacedOutlet> first() {
    return first;
  }

  /// That of one more connection.
  Publication another() {
    return new PacedPublication(this::begun);
  }

  private synchronized void begun(PacedOutlet outlet) {
    PacedOutlet before = newest;
    newest = outlet;
    if (before == null) {
      first.complete(outlet);
    } else {
      before.successor().complete(outlet);
    }
  }
}
