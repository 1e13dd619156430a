package dev.weir.config;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Everything that an operator can set.
///
/// @param streams by name, in the order of the document
/// @param protocols what listens
/// @param trustedProxies whose word about a viewer's address is taken, besides this machine
/// @param serverId the server's name for people; empty for none
/// @param debug how much is logged: 0 nothing, 1 and 2 errors, 3 warnings, 4 normal, 5 to 10 more
/// @param defaultStream where viewers are sent when neither stream nor fallback can be opened
/// @param api where the JSON API listens and who may use it
/// @param node what the other servers of a cluster are told of this one
/// @param variables the texts that `$name` stands for
/// @param triggers who is asked or told of events
/// @param sessions what makes two visits one session
/// @param accessLog where ended sessions are written: `LOG`, `SYSLOG`, a file's path, or empty
/// @param prometheus the secret path of the metrics; empty for none
public record WeirConfig(
    Map<String, StreamConfig> streams,
    List<ProtocolConfig> protocols,
    List<AddressRange> trustedProxies,
    String serverId,
    int debug,
    @Nullable String defaultStream,
    ApiConfig api,
    NodeConfig node,
    Map<String, String> variables,
    Map<Trigger, List<TriggerRule>> triggers,
    SessionConfig sessions,
    String accessLog,
    String prometheus) {
  /// Takes the maps as they are: they must not change any more.
  public WeirConfig {
    protocols = List.copyOf(protocols);
    trustedProxies = List.copyOf(trustedProxies);
  }

  /// What holds where a document says nothing: RTMP on 1935, HTTP on 8080, and two streams.
  ///
  /// `live` takes a publisher from this machine, also as `live+anything`; `demo` plays the clip
  /// that comes with the server.
  public static WeirConfig defaults() {
    return ConfigDocument.EMPTY.config();
  }

  /// The settings of `name`, which for a wildcard stream are those of its base.
  public Optional<StreamConfig> stream(StreamName name) {
    return Optional.ofNullable(streams.get(name.base()));
  }

  /// Whether a proxy at `address` may say for whom it asks.
  public boolean trusts(InetAddress address) {
    return address.isLoopbackAddress()
        || trustedProxies.stream().anyMatch(range -> range.contains(address));
  }

  /// The same with other listeners.
  public WeirConfig withProtocols(List<ProtocolConfig> others) {
    return new WeirConfig(
        streams,
        others,
        trustedProxies,
        serverId,
        debug,
        defaultStream,
        api,
        node,
        variables,
        triggers,
        sessions,
        accessLog,
        prometheus);
  }
}
