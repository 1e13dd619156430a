package dev.weir.net;

import dev.weir.config.TlsFiles;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.util.List;

/// TLS for listeners and for connections that we open; BoringSSL where its library is there, else
/// the JDK's.
public final class Tls {
  private Tls() {}

  /// What a listener needs, with the application protocols it offers, most wanted first; none for a
  /// protocol that has no names for itself.
  ///
  /// @throws IOException if certificate or key cannot be read or do not fit, in a plain sentence
  public static SslContext server(TlsFiles files, List<String> applicationProtocols)
      throws IOException {
    SslContextBuilder builder;
    try {
      builder =
          SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile())
              .sslProvider(provider());
      if (!applicationProtocols.isEmpty()) {
        builder.applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                applicationProtocols));
      }
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "the certificate "
              + files.certificate()
              + " or its key "
              + files.key()
              + " cannot be used: "
              + e.getMessage(),
          e);
    }
  }

  /// What a connection that we open needs; the peer's certificate is checked against the JDK's
  /// roots.
  public static SslContext client() throws IOException {
    return SslContextBuilder.forClient().sslProvider(provider()).build();
  }

  private static SslProvider provider() {
    return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
  }
}
