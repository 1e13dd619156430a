package dev.weir.session;

import java.util.List;

/// A session at one moment.
///
/// @param id hexadecimal
/// @param kind what it came for
/// @param token what it was known by
/// @param streams that it saw, the first one first; hardly ever more than one
/// @param connectors the protocols that it used, likewise
/// @param hosts where it came from, likewise
/// @param startUnixSeconds when it began
/// @param seconds from its begin to its last activity
/// @param upBytes to the viewer
/// @param downBytes from the publisher
/// @param packets where the protocol has packets
/// @param upBytesPerSecond lately
/// @param downBytesPerSecond lately
/// @param tags in the order in which they came
/// @param streamSeconds for how long, in the order of `streams`
/// @param connectorSeconds likewise
/// @param hostSeconds likewise
/// @param ended whether it is over
/// @param player what the player says of itself
public record SessionFacts(
    String id,
    SessionKind kind,
    String token,
    List<String> streams,
    List<String> connectors,
    List<String> hosts,
    long startUnixSeconds,
    long seconds,
    long upBytes,
    long downBytes,
    Packets packets,
    long upBytesPerSecond,
    long downBytesPerSecond,
    List<String> tags,
    List<Long> streamSeconds,
    List<Long> connectorSeconds,
    List<Long> hostSeconds,
    boolean ended,
    PlayerFacts player) {

  /// The stream that it came for.
  public String stream() {
    return streams.isEmpty() ? "" : streams.getFirst();
  }

  /// The protocols, with commas between; `INPUT:RTMP` for a publisher.
  public String connector() {
    String prefix =
        switch (kind) {
          case INPUT -> "INPUT:";
          case OUTPUT -> "OUTPUT:";
          case VIEWER, UNSPECIFIED -> "";
        };
    return prefix + String.join(",", connectors);
  }

  /// Where it comes from.
  public String host() {
    return String.join(",", hosts);
  }
}
