package dev.weir.fetch;

import java.net.URI;
import java.time.Duration;

/// What is to be fetched, with GET.
///
/// @param uri `http` or `https`
/// @param firstByte where to begin, with [#lastByte] as a `Range`; -1 for the whole
/// @param lastByte the last one wanted; -1 for all up to the end
/// @param compressed whether gzip may come over the wire; what is read is plain in any case
/// @param silence how long the server may say nothing, before its answer and within the body
public record FetchRequest(
    URI uri, long firstByte, long lastByte, boolean compressed, Duration silence) {
  /// How long a server may be silent if nothing else is said.
  public static final Duration SILENCE = Duration.ofSeconds(15);

  /// All of `uri`.
  public static FetchRequest of(URI uri) {
    return new FetchRequest(uri, -1, -1, false, SILENCE);
  }

  /// A part of it: from `first` to `last`, both counted, or to the end for -1.
  public FetchRequest bytes(long first, long last) {
    return new FetchRequest(uri, first, last, compressed, silence);
  }

  /// With gzip, as texts are asked for.
  public FetchRequest asText() {
    return new FetchRequest(uri, firstByte, lastByte, true, silence);
  }

  /// With another patience.
  public FetchRequest within(Duration patience) {
    return new FetchRequest(uri, firstByte, lastByte, compressed, patience);
  }

  FetchRequest at(URI other) {
    return new FetchRequest(other, firstByte, lastByte, compressed, silence);
  }
}
