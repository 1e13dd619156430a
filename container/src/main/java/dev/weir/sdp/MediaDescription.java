package dev.weir.sdp;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.rtp.FormatParameters;
import dev.weir.rtp.PayloadFormat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One medium of a session: an `m=` line and what follows it (RFC 8866 5.14).
///
/// @param media `audio`, `video`, `application`, …
/// @param port 0 if the medium is refused
/// @param protocol `RTP/AVP`, `UDP/TLS/RTP/SAVPF`, …
/// @param formats payload types as text, the preferred one first
/// @param connection the value of `c=`, or null
/// @param bandwidths the values of `b=`
/// @param attributes of the medium
public record MediaDescription(
    String media,
    int port,
    String protocol,
    List<String> formats,
    @Nullable String connection,
    List<String> bandwidths,
    Attributes attributes) {

  private static final int MAX_PAYLOAD_TYPE = 127;

  /// Copies the lists.
  public MediaDescription {
    formats = List.copyOf(formats);
    bandwidths = List.copyOf(bandwidths);
  }

  /// A medium of one payload format, with its `rtpmap` and `fmtp`.
  public static MediaDescription of(
      Codec.Kind kind, int port, String protocol, List<PayloadFormat> payloads) {
    MediaDescription description =
        new MediaDescription(
            kind == Codec.Kind.VIDEO ? "video" : "audio",
            port,
            protocol,
            payloads.stream().map(payload -> Integer.toString(payload.payloadType())).toList(),
            null,
            List.of(),
            Attributes.NONE);
    for (PayloadFormat payload : payloads) {
      description = description.withFormat(payload);
    }
    return description;
  }

  private MediaDescription withFormat(PayloadFormat payload) {
    boolean sound = media.equals("audio");
    String map = payload.payloadType() + " " + payload.encoding() + "/" + payload.clockRate();
    MediaDescription mapped =
        with("rtpmap", sound && payload.channels() > 1 ? map + "/" + payload.channels() : map);
    String parameters = payload.parameters().text();
    return parameters.isEmpty()
        ? mapped
        : mapped.with("fmtp", payload.payloadType() + " " + parameters);
  }

  /// This medium with one attribute more.
  ///
  /// @param value null for a flag
  public MediaDescription with(String name, @Nullable String value) {
    return new MediaDescription(
        media, port, protocol, formats, connection, bandwidths, attributes.with(name, value));
  }

  void write(StringBuilder out) {
    SessionDescription.line(
        out, "m=", media + " " + port + " " + protocol + " " + String.join(" ", formats));
    if (connection != null) {
      SessionDescription.line(out, "c=", connection);
    }
    bandwidths.forEach(bandwidth -> SessionDescription.line(out, "b=", bandwidth));
    attributes.all().forEach(attribute -> SessionDescription.line(out, "a=", attribute.toString()));
  }

  /// The payload formats in the order of preference: those of the media line alone, whatever else
  /// `rtpmap` speaks of. Types that nothing explains, and broken ones, are left out.
  public List<PayloadFormat> payloads() {
    List<PayloadFormat> payloads = new ArrayList<>();
    for (String format : formats) {
      int type = TransportParameters.number(format, MAX_PAYLOAD_TYPE);
      PayloadFormat payload = type < 0 ? null : payload(type);
      if (payload != null) {
        payloads.add(payload);
      }
    }
    return payloads;
  }

  private @Nullable PayloadFormat payload(int type) {
    String map = ofType("rtpmap", type);
    if (map == null) {
      return PayloadFormat.ofStatic(type);
    }
    String[] parts = map.split("/", -1);
    int rate = parts.length < 2 ? -1 : TransportParameters.number(parts[1], Integer.MAX_VALUE);
    int channels = parts.length < 3 ? 1 : TransportParameters.number(parts[2], Integer.MAX_VALUE);
    String parameters = ofType("fmtp", type);
    try {
      return new PayloadFormat(
          type,
          parts[0],
          rate,
          Math.max(1, channels), // Some cameras say 0.
          parameters == null ? FormatParameters.NONE : FormatParameters.parse(parameters));
    } catch (MalformedMediaException _) {
      return null;
    }
  }

  /// The rest of the first `a=NAME:TYPE rest`, or null.
  private @Nullable String ofType(String name, int type) {
    for (String value : attributes.values(name)) {
      int blank = value.indexOf(' ');
      if (blank > 0 && TransportParameters.number(value.substring(0, blank), 127) == type) {
        return value.substring(blank + 1).strip();
      }
    }
    return null;
  }

  /// The payload type that RTX packets of `repairType` repair (RFC 4588 8.1), or −1.
  public int repaired(PayloadFormat repairType) {
    int type = repairType.isNamed("rtx") ? repairType.parameters().integer("apt", -1) : -1;
    return type >= 0 && type <= MAX_PAYLOAD_TYPE ? type : -1;
  }

  /// What feedback the payload type takes (RFC 4585 4.2): `nack`, `nack pli`, `ccm fir`,
  /// `goog-remb`, `transport-cc`.
  public List<String> feedback(int payloadType) {
    List<String> feedback = new ArrayList<>();
    for (String value : attributes.values("rtcp-fb")) {
      String[] parts = value.split(" +", 2);
      boolean applies = parts[0].equals("*") || parts[0].equals(Integer.toString(payloadType));
      if (parts.length == 2 && applies) {
        feedback.add(parts[1].strip());
      }
    }
    return feedback;
  }

  /// The identification tag (RFC 5888), or null.
  public @Nullable String mid() {
    return attributes.first("mid");
  }

  /// The URL or part of one to control the medium with over RTSP (RFC 2326 C.1.1), or null.
  public @Nullable String control() {
    return attributes.first("control");
  }

  /// Stream and track identifiers (RFC 8830), or null.
  public @Nullable String msid() {
    return attributes.first("msid");
  }

  /// Whether RTP and RTCP share a port (RFC 5761).
  public boolean rtcpMux() {
    return attributes.has("rtcp-mux");
  }

  /// Whether RTCP may come in packets of reduced size (RFC 5506).
  public boolean rtcpReducedSize() {
    return attributes.has("rtcp-rsize");
  }

  /// Header extensions by their local identifiers (RFC 8285).
  public List<ExtensionMap> extensions() {
    return attributes.values("extmap").stream().flatMap(ExtensionMap::parse).toList();
  }

  /// What is said of single sources (RFC 5576), in the order of the description.
  public List<SourceAttribute> sources() {
    return attributes.values("ssrc").stream().flatMap(SourceAttribute::parse).toList();
  }

  /// Groups of sources (RFC 5576): `FID` names a source and the one that repairs it, `SIM` layers.
  public List<SourceGroup> sourceGroups() {
    return attributes.values("ssrc-group").stream().flatMap(SourceGroup::parse).toList();
  }

  /// Layers by their restriction identifiers (RFC 8851).
  public List<Rid> rids() {
    return attributes.values("rid").stream().flatMap(Rid::parse).toList();
  }
}
