package dev.weir.sdp;

import java.util.stream.Stream;

/// What a description says of one source: `a=ssrc:1234 cname:name` (RFC 5576 4.1).
///
/// @param ssrc the source
/// @param name of the attribute
/// @param value empty for a flag
public record SourceAttribute(int ssrc, String name, String value) {
  static Stream<SourceAttribute> parse(String text) {
    String[] parts = text.split(" +", 2);
    long ssrc = SourceGroup.source(parts[0]);
    if (parts.length < 2 || ssrc < 0) {
      return Stream.empty();
    }
    Attributes.Attribute attribute = Attributes.Attribute.parse(parts[1]);
    String value = attribute.value();
    return Stream.of(new SourceAttribute((int) ssrc, attribute.name(), value == null ? "" : value));
  }
}
