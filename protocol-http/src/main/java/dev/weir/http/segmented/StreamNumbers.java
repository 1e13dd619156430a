package dev.weir.http.segmented;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What the streams of all names start to count from.
///
/// @param segments media sequence numbers
/// @param discontinuities discontinuity sequence numbers
/// @param dates of their media
record StreamNumbers(GivenNumbers segments, GivenNumbers discontinuities, GivenNumbers dates)
    implements AutoCloseable {
  /// Those that are kept beside a file, from one process to the next.
  ///
  /// @param file whose name theirs begin with; null to keep none
  static StreamNumbers beside(@Nullable Path file) {
    return new StreamNumbers(
        GivenNumbers.ofSegments(beside(file, ".segments")),
        GivenNumbers.ofDiscontinuities(beside(file, ".discontinuities")),
        GivenNumbers.ofDates(beside(file, ".dates")));
  }

  private static @Nullable Path beside(@Nullable Path file, String suffix) {
    return file == null ? null : file.resolveSibling(file.getFileName() + suffix);
  }

  @Override
  public void close() {
    segments.close();
    discontinuities.close();
    dates.close();
  }
}
