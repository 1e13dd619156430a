package dev.weir.config;

import dev.weir.config.ProtocolConfig.Http;
import dev.weir.config.ProtocolConfig.Https;
import dev.weir.config.ProtocolConfig.Rtmp;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The keys of the things that listen, a table for each connector.
final class ProtocolKeys {
  static final Key<String> CONNECTOR =
      Key.required("connector", new Text(32), "the protocol that listens, such as \"RTMP\"");

  private static final WholeNumber PORT_RANGE = new WholeNumber(0, 65_535);
  private static final Text FILE = new Text(4096);

  private static final Key<Long> RTMP_PORT =
      Key.optional(
          "port",
          PORT_RANGE,
          "TCP port, 0 for any; usually "
              + Rtmp.USUAL_PORT
              + ", with a certificate "
              + Rtmp.USUAL_TLS_PORT);
  private static final Key<Long> HTTP_PORT = port(Http.USUAL_PORT);
  private static final Key<Long> HTTPS_PORT = port(Https.USUAL_PORT);
  private static final Key<String> INTERFACE =
      Key.of("interface", new Address(), "0.0.0.0", "address to bind; 0.0.0.0 means all, IPv6 too");
  private static final Key<List<String>> PUBLIC_ADDRESSES =
      Key.of(
          "pubaddr",
          new TextList(16, new Text(2048)),
          List.of(),
          "what links point to when the server is reached under other names");
  private static final Key<String> RTMP_CERTIFICATE =
      Key.of("cert", FILE, "", "PEM file with the certificate chain; makes this RTMPS");
  private static final Key<String> RTMP_KEY = Key.of("key", FILE, "", "PEM file with its key");
  private static final Key<String> CERTIFICATE =
      Key.required("cert", FILE, "a PEM file with the certificate chain");
  private static final Key<String> PRIVATE_KEY =
      Key.required("key", FILE, "a PEM file with the private key");

  private static final Keys COMMON =
      Keys.of(
          CONNECTOR,
          INTERFACE,
          notYet("username", NotYet.exceptEmpty(), "the user that the listener runs as"),
          notYet("debug", NotYet.exceptEmpty(), "the log level of this protocol"),
          notYet("default_track_sorting", NotYet.exceptEmpty(), "which track players get first"),
          Key.optional("online", new Unread(), "status, in answers only"));

  /// What can listen, by connector.
  static final Map<String, ObjectOf<ProtocolConfig>> BY_CONNECTOR =
      Map.of(
          "RTMP",
          new ObjectOf<>(COMMON.and(RTMP_PORT, RTMP_CERTIFICATE, RTMP_KEY), ProtocolKeys::rtmp),
          "HTTP",
          new ObjectOf<>(COMMON.and(HTTP_PORT, PUBLIC_ADDRESSES), ProtocolKeys::http),
          "HTTPS",
          new ObjectOf<>(
              COMMON.and(HTTPS_PORT, PUBLIC_ADDRESSES, CERTIFICATE, PRIVATE_KEY),
              ProtocolKeys::https));

  private ProtocolKeys() {}

  private static Key<Long> port(long usual) {
    return Key.of("port", PORT_RANGE, usual, "TCP port, 0 for any");
  }

  private static Key<?> notYet(String name, NotYet shape, String meaning) {
    return Key.optional(name, shape, meaning);
  }

  private static ProtocolConfig rtmp(Values values) {
    TlsFiles tls = TlsFiles.read(values, RTMP_CERTIFICATE, RTMP_KEY);
    Long port = values.find(RTMP_PORT);
    int usual = tls == null ? Rtmp.USUAL_PORT : Rtmp.USUAL_TLS_PORT;
    return new Rtmp(values.get(INTERFACE), port == null ? usual : Math.toIntExact(port), tls);
  }

  private static ProtocolConfig http(Values values) {
    return new Http(
        values.get(INTERFACE),
        Math.toIntExact(values.get(HTTP_PORT)),
        values.get(PUBLIC_ADDRESSES));
  }

  private static ProtocolConfig https(Values values) {
    return new Https(
        values.get(INTERFACE),
        Math.toIntExact(values.get(HTTPS_PORT)),
        values.get(PUBLIC_ADDRESSES),
        new TlsFiles(Path.of(values.get(CERTIFICATE)), Path.of(values.get(PRIVATE_KEY))));
  }
}
