package dev.weir.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One thing that listens.
public sealed interface ProtocolConfig {
  /// The address to bind; `0.0.0.0` means all addresses of both families.
  String bindAddress();

  /// The TCP port; 0 lets the system choose.
  int port();

  /// What operators call it: RTMP, RTMPS, HTTP, HTTPS.
  String name();

  /// The same on another port.
  ProtocolConfig withPort(int port);

  /// RTMP, or RTMPS when it has a certificate.
  record Rtmp(String bindAddress, int port, @Nullable TlsFiles tls) implements ProtocolConfig {
    /// The port that encoders try first.
    public static final int USUAL_PORT = 1935;

    /// The port of RTMPS.
    public static final int USUAL_TLS_PORT = 1936;

    @Override
    public String name() {
      return tls == null ? "RTMP" : "RTMPS";
    }

    @Override
    public Rtmp withPort(int newPort) {
      return new Rtmp(bindAddress, newPort, tls);
    }
  }

  /// HTTP: everything that players and browsers fetch.
  ///
  /// @param publicAddresses what links point to, for a server that is reached under other names
  record Http(String bindAddress, int port, List<String> publicAddresses)
      implements ProtocolConfig {
    /// The port unless another is set.
    public static final int USUAL_PORT = 8080;

    /// Copies the list.
    public Http {
      publicAddresses = List.copyOf(publicAddresses);
    }

    @Override
    public String name() {
      return "HTTP";
    }

    @Override
    public Http withPort(int newPort) {
      return new Http(bindAddress, newPort, publicAddresses);
    }
  }

  /// The same as HTTP, behind TLS.
  ///
  /// @param publicAddresses what links point to, for a server that is reached under other names
  record Https(String bindAddress, int port, List<String> publicAddresses, TlsFiles tls)
      implements ProtocolConfig {
    /// The port unless another is set.
    public static final int USUAL_PORT = 4433;

    /// Copies the list.
    public Https {
      publicAddresses = List.copyOf(publicAddresses);
    }

    @Override
    public String name() {
      return "HTTPS";
    }

    @Override
    public Https withPort(int newPort) {
      return new Https(bindAddress, newPort, publicAddresses, tls);
    }
  }
}
