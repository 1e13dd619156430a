package dev.weir.flv;

/// The tag types of FLV (E.4.1), which are RTMP's message types as well.
public final class FlvTag {
  /// Audio.
  public static final int AUDIO = 8;

  /// Video.
  public static final int VIDEO = 9;

  /// Script data: a name and values in AMF0.
  public static final int SCRIPT = 18;

  /// The longest body: its size is written in 24 bits.
  public static final int MAX_BODY_BYTES = 0xFF_FFFF;

  static final int HEADER_BYTES = 11;

  private FlvTag() {}
}
