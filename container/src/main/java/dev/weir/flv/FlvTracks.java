package dev.weir.flv;

/// Which track id each track of an FLV stream gets.
///
/// | what | id |
/// |---|---|
/// | video without track number, or number 0 | 1 |
/// | audio without track number, or number 0 | 2 |
/// | script data | 3 |
/// | video track number n of a multitrack body | 10 + 2n |
/// | audio track number n of a multitrack body | 11 + 2n |
public final class FlvTracks {
  /// The default video track.
  public static final int VIDEO = 1;

  /// The default audio track.
  public static final int AUDIO = 2;

  /// Script data.
  public static final int SCRIPT = 3;

  /// One more than the highest track number, which has 8 bits.
  static final int MAX_NUMBERS = 256;

  private FlvTracks() {}

  /// The id of video track `number`, 0 to 255.
  public static int video(int number) {
    return number == 0 ? VIDEO : 10 + 2 * number;
  }

  /// The id of audio track `number`, 0 to 255.
  public static int audio(int number) {
    return number == 0 ? AUDIO : 11 + 2 * number;
  }
}
