package dev.weir.ts;

/// Values of stream_type (ISO/IEC 13818-1 table 2-34 and its users).
final class StreamType {
  static final int MPEG1_VIDEO = 0x01;
  static final int MPEG2_VIDEO = 0x02;
  static final int MPEG1_AUDIO = 0x03;
  static final int MPEG2_AUDIO = 0x04;

  /// PES packets of which only descriptors say what they hold.
  static final int PRIVATE_PES = 0x06;

  static final int ADTS = 0x0F;
  static final int LATM = 0x11;

  /// Metadata in PES packets (2.12).
  static final int METADATA = 0x15;

  static final int AVC = 0x1B;
  static final int HEVC = 0x24;

  /// ATSC A/53.
  static final int AC3 = 0x81;

  /// SCTE 35.
  static final int SPLICE_INFO = 0x86;

  /// ATSC A/53.
  static final int EAC3 = 0x87;

  private StreamType() {}
}
