package dev.weir.sdp;

import dev.weir.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A session description (RFC 8866).
///
/// @param origin the value of `o=`
/// @param name the value of `s=`
/// @param connection the value of `c=` for all media, or null
/// @param attributes of the session
/// @param media in their order, which offers and answers keep
public record SessionDescription(
    String origin,
    String name,
    @Nullable String connection,
    Attributes attributes,
    List<MediaDescription> media) {

  /// Copies the list.
  public SessionDescription {
    media = List.copyOf(media);
  }

  /// A description of ours.
  ///
  /// @param sessionId unique among ours; the version of the description goes up with each change
  public static SessionDescription of(
      long sessionId,
      long version,
      String name,
      Attributes attributes,
      List<MediaDescription> media) {
    String origin = "- " + sessionId + " " + version + " IN IP4 127.0.0.1";
    return new SessionDescription(origin, name, null, attributes, media);
  }

  /// Reads a description, leniently: only media lines have to be in order.
  ///
  /// @throws MalformedMediaException if a limit is exceeded or a media line is broken
  public static SessionDescription parse(String text) {
    return SdpParser.parse(text);
  }

  /// The description as text, each line ending in CR LF.
  public String text() {
    StringBuilder out = new StringBuilder();
    line(out, "v=", "0");
    line(out, "o=", origin);
    line(out, "s=", name.isEmpty() ? "-" : name);
    if (connection != null) {
      line(out, "c=", connection);
    }
    line(out, "t=", "0 0");
    attributes.all().forEach(attribute -> line(out, "a=", attribute.toString()));
    media.forEach(description -> description.write(out));
    return out.toString();
  }

  static void line(StringBuilder out, String type, String value) {
    if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("line break in " + type + value);
    }
    out.append(type).append(value).append("\r\n");
  }

  /// Groups of media by their `mid` (RFC 5888); a bundle is one of them (RFC 9143).
  public List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    for (String value : attributes.values("group")) {
      String[] words = value.split(" +", -1);
      groups.add(new Group(words[0], List.of(words).subList(1, words.length)));
    }
    return groups;
  }

  /// A group.
  ///
  /// @param semantics `BUNDLE`, `LS`, …
  /// @param mids of the media in it
  public record Group(String semantics, List<String> mids) {
    /// Copies the list.
    public Group {
      mids = List.copyOf(mids);
    }
  }

  /// Which way these media flow: their own attribute, or the session's, or both ways.
  public Direction direction(MediaDescription description) {
    Direction own = Direction.of(description.attributes());
    Direction shared = own == null ? Direction.of(attributes) : own;
    return shared == null ? Direction.SENDRECV : shared;
  }

  /// What ICE and DTLS need to know of these media: their own attributes, or the session's.
  public TransportParameters transport(MediaDescription description) {
    return TransportParameters.of(attributes, description.attributes());
  }
}
