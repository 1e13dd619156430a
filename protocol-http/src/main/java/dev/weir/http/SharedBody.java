package dev.weir.http;

import org.jspecify.annotations.Nullable;

/// A body that is sent to many, compressed once for all who take it so. Nobody changes its bytes.
/// Any thread.
public final class SharedBody {
  private final byte[] plain;

  private volatile byte @Nullable [] gzip; // set once by whoever needs it first; twice is harmless

  /// @param plain which nobody changes from here on
  public SharedBody(byte[] plain) {
    this.plain = plain;
  }

  /// As it is.
  public byte[] plain() {
    return plain;
  }

  byte[] gzip() {
    byte[] known = gzip;
    if (known == null) {
      known = Gzip.well(plain);
      gzip = known;
    }
    return known;
  }
}
