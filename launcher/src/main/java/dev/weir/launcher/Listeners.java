package dev.weir.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.config.ProtocolConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What listens now, kept as the configuration says: a listener whose settings are the same is not
/// touched.
///
/// Any thread may call this; binding and closing block.
final class Listeners implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  /// A listener that is up.
  ///
  /// @param protocol as configured
  /// @param address with the port that the system chose if 0 was configured
  record Bound(ProtocolConfig protocol, InetSocketAddress address) {}

  /// A listener with how it ends.
  ///
  /// @param close stops to listen; connections live on
  record Open(InetSocketAddress address, Runnable close) {}

  /// Listens for one protocol.
  @FunctionalInterface
  interface Binder {
    Open bind(ProtocolConfig protocol) throws IOException;
  }

  private final Binder binder;
  private final Map<ProtocolConfig, Open> open = new LinkedHashMap<>(); // guarded by this
  private final Map<ProtocolConfig, String> failed = new LinkedHashMap<>(); // guarded by this
  private List<ProtocolConfig> wanted = List.of(); // guarded by this

  Listeners(Binder binder) {
    this.binder = binder;
  }

  /// Listens for all of `protocols`.
  ///
  /// @throws IOException if one cannot be had, in a plain sentence
  synchronized void start(List<ProtocolConfig> protocols) throws IOException {
    wanted = List.copyOf(protocols);
    for (ProtocolConfig protocol : wanted) {
      open.put(protocol, bind(protocol));
    }
  }

  /// Closes what is not in `protocols`, listens for what was not. One that cannot be had is logged,
  /// and tried again with the next call.
  synchronized void follow(List<ProtocolConfig> protocols) {
    wanted = List.copyOf(protocols);
    for (ProtocolConfig gone : List.copyOf(open.keySet())) {
      if (!wanted.contains(gone)) {
        close(gone);
      }
    }
    failed.keySet().retainAll(wanted);
    retry();
  }

  /// Tries again what could not be had.
  synchronized void retry() {
    for (ProtocolConfig protocol : wanted) {
      if (!open.containsKey(protocol)) {
        tryToBind(protocol);
      }
    }
  }

  private void tryToBind(ProtocolConfig protocol) {
    try {
      Open bound = bind(protocol);
      open.put(protocol, bound);
      failed.remove(protocol);
      log.info("{} listens on {}", protocol.name(), text(bound.address()));
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.equals(failed.put(protocol, reason))) {
        log.error("{}", reason);
      }
    }
  }

  private void close(ProtocolConfig protocol) {
    Open gone = open.remove(protocol);
    if (gone != null) {
      gone.close().run();
      log.info("{} listens no more on {}", protocol.name(), text(gone.address()));
    }
  }

  /// What listens, in the order of the configuration.
  synchronized List<Bound> bound() {
    List<Bound> bound = new ArrayList<>();
    for (ProtocolConfig protocol : wanted) {
      Open listener = open.get(protocol);
      if (listener != null) {
        bound.add(new Bound(protocol, listener.address()));
      }
    }
    return bound;
  }

  /// 1 for each that listens, else why not, in the order of the configuration.
  synchronized List<JsonNode> online() {
    List<JsonNode> online = new ArrayList<>();
    for (ProtocolConfig protocol : wanted) {
      online.add(
          open.containsKey(protocol)
              ? JsonNodeFactory.instance.numberNode(1)
              : JsonNodeFactory.instance.textNode(failed.getOrDefault(protocol, "not tried yet")));
    }
    return online;
  }

  @Override
  public synchronized void close() {
    open.values().forEach(listener -> listener.close().run());
    open.clear();
    wanted = List.of();
  }

  private Open bind(ProtocolConfig protocol) throws IOException {
    try {
      return binder.bind(protocol);
    } catch (IOException e) {
      throw new IOException(
          "%s cannot listen on %s port %d: %s"
              .formatted(protocol.name(), protocol.bindAddress(), protocol.port(), plain(e)),
          e);
    }
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + " port " + address.getPort();
  }

  // The transports of Netty fail with exceptions of their own; the kernel's words are the same.
  static String plain(IOException e) {
    String reason = String.valueOf(e.getMessage());
    if (reason.contains("already in use")) {
      return "another program has the port; stop it or choose another port";
    }
    if (reason.contains("Permission denied")) {
      return "this user may not use the port; choose one above 1023";
    }
    return reason.contains("Cannot assign requested address")
        ? "this machine does not have the address"
        : reason;
  }
}
