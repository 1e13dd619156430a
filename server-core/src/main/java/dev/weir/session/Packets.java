package dev.weir.session;

/// What became of packets, where a protocol has packets of its own; those of TCP are the kernel's.
///
/// @param sent all of them, those that were sent again too
/// @param lost of these, as the other side says
/// @param resent because they were lost
public record Packets(long sent, long lost, long resent) {
  /// None at all.
  public static final Packets NONE = new Packets(0, 0, 0);

  Packets plus(Packets other) {
    return new Packets(sent + other.sent, lost + other.lost, resent + other.resent);
  }

  Packets minus(Packets other) {
    return new Packets(sent - other.sent, lost - other.lost, resent - other.resent);
  }
}
