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
/// @param access who may publish or watch because of what he shows
/// @param node what the other servers of a cluster are told of this one
/// @param variables the texts that `$name` stands for
/// @param triggers who is asked or told of events
/// @param sessions what makes two visits one session
/// @param accessLog where ended sessions are written: `LOG`, `SYSLOG`, `syslog://…`, a file's path,
///   or empty
/// @param prometheus the secret path of the metrics; empty for none
/// @param liveMemoryBytes the most that the buffers of all live streams take together; 0 for what
///   the machine lets
/// @param programs that sources, targets and variables may run, by path; one that ends with `/` is
///   a folder of them
/// @param push what concerns recordings and restreams
public record WeirConfig(
    Map<String, StreamConfig> streams,
    List<ProtocolConfig> protocols,
    List<AddressRange> trustedProxies,
    String serverId,
    int debug,
    @Nullable String defaultStream,
    ApiConfig api,
    AccessConfig access,
    NodeConfig node,
    Map<String, Variable> variables,
    Map<Trigger, List<TriggerRule>> triggers,
    SessionConfig sessions,
    String accessLog,
    String prometheus,
    long liveMemoryBytes,
    List<String> programs,
    PushConfig push) {
  /// Takes the maps as they are: they must not change any more.
  public WeirConfig {
    protocols = List.copyOf(protocols);
    trustedProxies = List.copyOf(trustedProxies);
    programs = List.copyOf(programs);
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

  /// Whether a source, a target or a variable may run the program at `path`.
  public boolean mayRun(String path) {
    String folder = path.substring(0, path.lastIndexOf('/') + 1);
    return programs.contains(path) || (!path.contains("/../") && programs.contains(folder));
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
        access,
        node,
        variables,
        triggers,
        sessions,
        accessLog,
        prometheus,
        liveMemoryBytes,
        programs,
        push);
  }
}
