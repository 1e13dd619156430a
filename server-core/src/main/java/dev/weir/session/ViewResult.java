package dev.weir.session;

import dev.weir.config.StreamName;
import dev.weir.stream.OnDemandStream;
import dev.weir.stream.Stream;

/// The answer to somebody who wants to watch. Sentences are for him.
public sealed interface ViewResult {
  /// He may, now.
  record Admitted(Visit visit, Stream stream) implements ViewResult {}

  /// He may, from any place.
  record AdmittedOnDemand(Visit visit, OnDemandStream stream) implements ViewResult {}

  /// There is nothing to watch, or not yet.
  ///
  /// @param stream that was looked for
  record NotThere(StreamName stream, String sentence) implements ViewResult {}

  /// He may not.
  record Refused(String sentence) implements ViewResult {}
}
