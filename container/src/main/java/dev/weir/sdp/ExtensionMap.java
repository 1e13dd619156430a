package dev.weir.sdp;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A header extension and its local identifier: `a=extmap:3/sendonly URI` (RFC 8285 8).
///
/// @param id 1 to 255
/// @param direction null if none is said
/// @param uri what the extension is
public record ExtensionMap(int id, @Nullable Direction direction, String uri) {
  /// The middle identifier of the medium (RFC 9143 15).
  public static final String MID = "urn:ietf:params:rtp-hdrext:sdes:mid";

  /// The transport-wide sequence number.
  public static final String TRANSPORT_WIDE =
      "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

  private static final int MAX_ID = 255;

  static Stream<ExtensionMap> parse(String value) {
    String[] words = value.split(" +", -1);
    int slash = words[0].indexOf('/');
    int id =
        TransportParameters.number(slash < 0 ? words[0] : words[0].substring(0, slash), MAX_ID);
    if (words.length < 2 || id < 1) {
      return Stream.empty();
    }
    Direction direction = slash < 0 ? null : Direction.ofWord(words[0].substring(slash + 1));
    return Stream.of(new ExtensionMap(id, direction, words[1]));
  }

  /// The value of the attribute.
  public String value() {
    return id + (direction == null ? "" : "/" + direction.attribute()) + " " + uri;
  }
}
