package dev.weir.control;

import java.time.Clock;
import java.time.LocalDateTime;
import java.util.Optional;

/// What the server says of itself.
///
/// @param version such as `0.1.0`
/// @param instanceId 16 characters that are others after each start
/// @param built when it was built, if that is known
/// @param clock the time of day
public record ServerFacts(
    String version, String instanceId, Optional<LocalDateTime> built, Clock clock) {
  /// Seconds since 1970.
  public long unixSeconds() {
    return clock.millis() / 1000;
  }
}
