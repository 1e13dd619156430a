package dev.weir.launcher;

import dev.weir.config.ApiConfig;
import dev.weir.config.ProtocolConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Ports that the command line says instead of the configuration; null where it says nothing.
record Ports(@Nullable Integer http, @Nullable Integer rtmp, @Nullable Integer api) {
  /// All as configured.
  static final Ports CONFIGURED = new Ports(null, null, null);

  /// What listens, in the order of the configuration.
  List<ProtocolConfig> of(List<ProtocolConfig> protocols) {
    return protocols.stream().map(this::of).toList();
  }

  private ProtocolConfig of(ProtocolConfig protocol) {
    Integer other =
        switch (protocol) {
          case ProtocolConfig.Http _ -> http;
          case ProtocolConfig.Rtmp rtmpOrS -> rtmpOrS.tls() == null ? rtmp : null;
          case ProtocolConfig.Https _ -> null;
        };
    return other == null ? protocol : protocol.withPort(other);
  }

  /// Where the API listens.
  ApiConfig of(ApiConfig config) {
    return api == null ? config : config.withPort(api);
  }
}
