package dev.weir.rtp;

/// NTP timestamps: seconds since 1900 in the high 32 bits, their fraction in the low (RFC 3550 4).
///
/// The seconds wrap in 2036; values below the year 1968 are taken to be after that.
public final class NtpTime {
  private static final long SECONDS_TO_UNIX_EPOCH = 2_208_988_800L;
  private static final long ERA_SECONDS = 1L << 32;
  private static final long ERA_SPLIT = 1L << 31;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private NtpTime() {}

  /// Microseconds since 1970.
  public static long toUnixMicros(long ntpTime) {
    long seconds = ntpTime >>> 32;
    long era = seconds < ERA_SPLIT ? ERA_SECONDS : 0;
    long fraction = ((ntpTime & 0xFFFF_FFFFL) * MICROS_PER_SECOND + (1L << 31)) >>> 32;
    return (seconds + era - SECONDS_TO_UNIX_EPOCH) * MICROS_PER_SECOND + fraction;
  }

  /// The NTP time of microseconds since 1970.
  public static long ofUnixMicros(long micros) {
    long seconds = Math.floorDiv(micros, MICROS_PER_SECOND) + SECONDS_TO_UNIX_EPOCH;
    long rest = Math.floorMod(micros, MICROS_PER_SECOND);
    long fraction = ((rest << 32) + MICROS_PER_SECOND / 2) / MICROS_PER_SECOND;
    return (seconds << 32) + fraction;
  }

  /// The middle 32 bits, as reports quote them.
  public static long middle(long ntpTime) {
    return (ntpTime >>> 16) & 0xFFFF_FFFFL;
  }
}
