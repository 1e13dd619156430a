package dev.weir.playback;

/// When a sample is due for a viewer.
///
/// Used by one thread.
final class Pace {
  private final long leadMicros;

  private double rate; // times as fast as real time; 0 for as fast as it goes
  private long anchorNanos; // when what lies at anchorMicros is due
  private long anchorMicros;

  /// @param leadMicros how much of the media is due in advance
  Pace(double rate, long leadMicros) {
    this.rate = rate;
    this.leadMicros = leadMicros;
  }

  double rate() {
    return rate;
  }

  /// Says that what lies at `mediaMicros` is due now, and all before it.
  void anchor(long mediaMicros, long nowNanos) {
    anchorMicros = mediaMicros;
    anchorNanos = nowNanos;
  }

  /// Goes on at another speed from the place where the viewer is now.
  void change(double newRate, long nowNanos) {
    anchor(nowMicros(nowNanos), nowNanos);
    rate = newRate;
  }

  /// The media time that is due now without the lead.
  long nowMicros(long nowNanos) {
    return anchorMicros + Math.round((nowNanos - anchorNanos) / 1000.0 * rate);
  }

  /// How long until a sample is due; 0 or less if it is.
  long waitNanos(long dtsMicros, long nowNanos) {
    if (rate == 0) {
      return 0;
    }
    double aheadMicros = dtsMicros - leadMicros - anchorMicros;
    return Math.round(aheadMicros * 1000 / rate) - (nowNanos - anchorNanos);
  }
}
