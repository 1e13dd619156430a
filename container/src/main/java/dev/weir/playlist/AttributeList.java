package dev.weir.playlist;

import dev.weir.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The attributes of a tag (RFC 8216bis 4.2): `BANDWIDTH=1280000,CODECS="avc1.4d401e,mp4a.40.2"`.
///
/// @param all in their order
public record AttributeList(List<Attribute> all) {
  /// No attributes.
  public static final AttributeList NONE = new AttributeList(List.of());

  private static final int MAX_ATTRIBUTES = 256;

  /// One attribute.
  ///
  /// @param value without quotation marks
  /// @param quoted whether it stood in some
  public record Attribute(String name, String value, boolean quoted) {}

  /// Copies the list.
  public AttributeList {
    all = List.copyOf(all);
  }

  /// Reads a list. Spaces around names and values, which the standard forbids and the field sends,
  /// are passed over.
  ///
  /// @param where names the tag in messages
  public static AttributeList parse(String where, String text) {
    List<Attribute> found = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int equals = text.indexOf('=', at);
      if (equals < 0) {
        if (text.substring(at).isBlank()) {
          break;
        }
        throw malformed(where, at, "no '=' after the name of an attribute");
      }
      String name = text.substring(at, equals).strip();
      int from = equals + 1;
      boolean quoted = from < text.length() && text.charAt(from) == '"';
      int end = text.indexOf(quoted ? '"' : ',', quoted ? from + 1 : from);
      if (quoted && end < 0) {
        throw malformed(where, from, "a quotation mark without its second");
      }
      String value = text.substring(quoted ? from + 1 : from, end < 0 ? text.length() : end);
      if (found.size() == MAX_ATTRIBUTES) {
        throw malformed(where, at, "over the limit of " + MAX_ATTRIBUTES + " attributes");
      }
      found.add(new Attribute(name, quoted ? value : value.strip(), quoted));
      int comma = end < 0 ? -1 : text.indexOf(',', end);
      at = comma < 0 ? text.length() : comma + 1;
    }
    return new AttributeList(found);
  }

  private static MalformedMediaException malformed(String where, int at, String what) {
    return new MalformedMediaException(
        "HLS playlist %s: %s at character %d of the value".formatted(where, what, at));
  }

  /// The value of the first attribute of this name, or null.
  public @Nullable String find(String name) {
    for (Attribute attribute : all) {
      if (attribute.name().equals(name)) {
        return attribute.value();
      }
    }
    return null;
  }

  /// The value of the first attribute of this name.
  ///
  /// @throws MalformedMediaException if there is none
  String require(PlaylistLine line, String name) {
    String value = find(name);
    if (value == null) {
      throw new MalformedMediaException(
          "HLS playlist %s: the attribute %s is missing".formatted(line, name));
    }
    return value;
  }

  /// Whether the attribute is there and says `YES`.
  public boolean yes(String name) {
    return "YES".equals(find(name));
  }

  /// A decimal-integer, or `otherwise` if the attribute is not there.
  long integer(PlaylistLine line, String name, long otherwise) {
    String value = find(name);
    return value == null ? otherwise : Numbers.integer(line, value);
  }

  /// Seconds with decimals as microseconds, or `otherwise` if the attribute is not there.
  long micros(PlaylistLine line, String name, long otherwise) {
    String value = find(name);
    return value == null ? otherwise : Numbers.micros(line, value);
  }
}
