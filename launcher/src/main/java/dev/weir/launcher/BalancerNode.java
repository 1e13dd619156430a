package dev.weir.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.config.NodeConfig;
import dev.weir.config.ProtocolConfig;
import dev.weir.config.StreamName;
import dev.weir.config.WeirConfig;
import dev.weir.http.player.OutputMethod;
import dev.weir.metrics.BalancerFacts;
import dev.weir.stream.StreamTags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a load balancer wants to know of this server that is not measured.
final class BalancerNode {
  private BalancerNode() {}

  /// The facts of a server as it is configured and listens.
  static BalancerFacts of(WeirConfig config, List<Listeners.Bound> listening, StreamTags tags) {
    NodeConfig node = config.node();
    JsonNode location =
        JsonNodeFactory.instance
            .objectNode()
            .put("lat", node.latitude())
            .put("lon", node.longitude())
            .put("name", node.place());
    return new BalancerFacts(
        node.bytesPerSecond(),
        node.place().isEmpty() && node.latitude() == 0 && node.longitude() == 0
            ? Optional.empty()
            : Optional.of(location),
        node.tags(),
        config.streams().keySet(),
        stream ->
            StreamName.clean(stream)
                .map(name -> tags.of(name).contains("replicated"))
                .orElse(false),
        addresses(listening));
  }

  /// Where each output is, by its connector; `HOST` and `$` stand for this server and the stream.
  /// What is offered on several ports is on the first.
  private static Map<String, String> addresses(List<Listeners.Bound> listening) {
    Map<String, String> outputs = new LinkedHashMap<>();
    for (Listeners.Bound bound : listening) {
      int port = bound.address().getPort();
      switch (bound.protocol()) {
        case ProtocolConfig.Http p ->
            addWeb(outputs, "HTTP", base("http", port, p.publicAddresses()));
        case ProtocolConfig.Https p ->
            addWeb(outputs, "HTTPS", base("https", port, p.publicAddresses()));
        case ProtocolConfig.Rtmp p ->
            outputs.putIfAbsent(
                "RTMP", (p.tls() == null ? "rtmp" : "rtmps") + "://HOST:" + port + "/play/$");
      }
    }
    return outputs;
  }

  private static void addWeb(Map<String, String> outputs, String connector, String base) {
    outputs.putIfAbsent(connector, base + "/$.html");
    for (OutputMethod method : Offers.of(List.of())) {
      if (method.carrier() == OutputMethod.Carrier.HTTP) {
        outputs.putIfAbsent(Outputs.connector(method), base + "/" + method.address());
      }
    }
  }

  private static String base(String scheme, int port, List<String> publicAddresses) {
    return publicAddresses.isEmpty()
        ? scheme + "://HOST:" + port
        : publicAddresses.getFirst().replaceFirst("/+$", "");
  }
}
