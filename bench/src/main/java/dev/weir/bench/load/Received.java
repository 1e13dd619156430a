package dev.weir.bench.load;

import java.util.Locale;

/// What players got in a time. Confined to their event loop, but for [#bytes].
final class Received {
  private volatile long bytes; // of bodies; written by the loop, read at the end
  private long manifests;
  private long pieces;
  private long failures;

  /// Forgets what was before.
  void begin() {
    bytes = 0;
    manifests = 0;
    pieces = 0;
    failures = 0;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  void bytes(int more) {
    bytes += more;
  }

  long bytes() {
    return bytes;
  }

  void manifest() {
    manifests++;
  }

  void piece() {
    pieces++;
  }

  void failure() {
    failures++;
  }

  String figures() {
    return String.format(
        Locale.ROOT,
        "%.2f GB, %d manifests, %d pieces, %d failures",
        bytes / 1e9,
        manifests,
        pieces,
        failures);
  }
}
