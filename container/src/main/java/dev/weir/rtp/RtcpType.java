package dev.weir.rtp;

/// Packet types of RTCP and formats of its feedback packets.
final class RtcpType {
  static final int SENDER_REPORT = 200;
  static final int RECEIVER_REPORT = 201;
  static final int SOURCE_DESCRIPTION = 202;
  static final int BYE = 203;
  static final int APP = 204;
  static final int TRANSPORT_FEEDBACK = 205; // RTPFB of RFC 4585
  static final int PAYLOAD_FEEDBACK = 206; // PSFB of RFC 4585
  static final int EXTENDED_REPORT = 207;

  static final int GENERIC_NACK = 1;
  static final int TRANSPORT_WIDE = 15;

  static final int PICTURE_LOSS = 1;
  static final int FULL_INTRA_REQUEST = 4;
  static final int APPLICATION_LAYER = 15;

  static final int REFERENCE_TIME_BLOCK = 4;

  private RtcpType() {}
}
