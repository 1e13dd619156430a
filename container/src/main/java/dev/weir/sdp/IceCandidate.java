package dev.weir.sdp;

import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An address to try: `a=candidate:F 1 udp 2130706431 10.0.0.1 5000 typ host` (RFC 8839 5.1).
///
/// @param foundation equal for candidates of one kind, base and server
/// @param component 1 RTP, 2 RTCP
/// @param transport `udp` or `tcp`, in lower case
/// @param priority 0 to 2³² − 1
/// @param address an IP address, or a name such as browsers hide theirs behind
/// @param port 0 to 65535
/// @param type `host`, `srflx`, `prflx`, `relay`
/// @param tcpType `active`, `passive` or `so` (RFC 6544), or null
public record IceCandidate(
    String foundation,
    int component,
    String transport,
    long priority,
    String address,
    int port,
    String type,
    @Nullable String tcpType) {

  private static final int FIXED_WORDS = 8;
  private static final int MAX_ADDRESS_CHARS = 255;

  /// Reads the value of the attribute; nothing if it is broken.
  public static Stream<IceCandidate> parse(String text) {
    String[] words = text.split(" +", -1);
    if (words.length < FIXED_WORDS || !words[6].equals("typ")) {
      return Stream.empty();
    }
    int component = TransportParameters.number(words[1], 256);
    long priority = SourceGroup.source(words[3]);
    int port = TransportParameters.number(words[5], 0xFFFF);
    if (component < 1 || priority < 0 || port < 0 || words[4].length() > MAX_ADDRESS_CHARS) {
      return Stream.empty();
    }
    String tcpType = null;
    for (int i = FIXED_WORDS; i + 1 < words.length; i += 2) {
      tcpType = words[i].equals("tcptype") ? words[i + 1] : tcpType;
    }
    return Stream.of(
        new IceCandidate(
            words[0],
            component,
            words[2].toLowerCase(Locale.ROOT),
            priority,
            words[4],
            port,
            words[7],
            tcpType));
  }

  /// The value of the attribute.
  public String text() {
    return foundation
        + " "
        + component
        + " "
        + transport
        + " "
        + priority
        + " "
        + address
        + " "
        + port
        + " typ "
        + type
        + (tcpType == null ? "" : " tcptype " + tcpType);
  }
}
