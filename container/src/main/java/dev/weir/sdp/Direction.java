package dev.weir.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which way media flow, as the one who describes them sees it (RFC 8866 6.7).
public enum Direction {
  /// Both ways.
  SENDRECV,
  /// From the describer.
  SENDONLY,
  /// To the describer.
  RECVONLY,
  /// Not at all.
  INACTIVE;

  /// The attribute of this direction.
  public String attribute() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The direction that the attributes say, or null.
  static @Nullable Direction of(Attributes attributes) {
    for (Direction direction : values()) {
      if (attributes.has(direction.attribute())) {
        return direction;
      }
    }
    return null;
  }

  /// The direction of this word, or null.
  static @Nullable Direction ofWord(String word) {
    for (Direction direction : values()) {
      if (direction.attribute().equals(word)) {
        return direction;
      }
    }
    return null;
  }

  /// The same flow as the other side sees it.
  public Direction reversed() {
    return switch (this) {
      case SENDONLY -> RECVONLY;
      case RECVONLY -> SENDONLY;
      case SENDRECV, INACTIVE -> this;
    };
  }

  /// What remains if this side allows only `limit`, both seen from here.
  public Direction within(Direction limit) {
    boolean sends = isSending() && limit.isSending();
    boolean receives = isReceiving() && limit.isReceiving();
    return sends ? receives ? SENDRECV : SENDONLY : receives ? RECVONLY : INACTIVE;
  }

  /// Whether the describer sends.
  public boolean isSending() {
    return this == SENDRECV || this == SENDONLY;
  }

  /// Whether the describer receives.
  public boolean isReceiving() {
    return this == SENDRECV || this == RECVONLY;
  }
}
