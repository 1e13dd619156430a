package dev.weir.launcher;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.accesslog.AccessLog;
import dev.weir.buffer.PagePool;
import dev.weir.config.ConfigStore;
import dev.weir.config.ProtocolConfig;
import dev.weir.config.Trigger;
import dev.weir.config.WeirConfig;
import dev.weir.control.EventLog;
import dev.weir.control.Health;
import dev.weir.metrics.LoopLag;
import dev.weir.metrics.Metrics;
import dev.weir.session.Admissions;
import dev.weir.session.Sessions;
import dev.weir.session.StreamTriggers;
import dev.weir.session.StreamWatch;
import dev.weir.stream.StreamTags;
import dev.weir.stream.Streams;
import dev.weir.target.Carrier;
import dev.weir.target.Targets;
import dev.weir.token.Tokens;
import dev.weir.trigger.Triggers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What stands between visitors and streams: handlers that are asked, sessions that are counted.
final class Visitors implements AutoCloseable {
  private final Supplier<WeirConfig> config;
  private final String instance = instanceId();
  private final StreamTags tags;
  private final Triggers triggers;
  private final Tokens tokens;
  private final Sessions sessions;
  private final AccessLog accessLog;

  Visitors(Supplier<WeirConfig> config, LongSupplier nanoClock) {
    this.config = config;
    this.tags = new StreamTags(name -> config.get().streams().get(name), nanoClock);
    this.triggers = new Triggers(instance, tags::of, Clock.systemUTC(), nanoClock);
    this.tokens = new Tokens(() -> config.get().access(), Clock.systemUTC(), nanoClock);
    this.sessions = new Sessions(triggers, tokens, Clock.systemUTC(), nanoClock);
    this.accessLog = new AccessLog(config.get().accessLog(), Clock.system(ZoneId.systemDefault()));
    sessions.addListener(accessLog);
    follow(config.get());
    sessions.start();
  }

  /// Tells of the streams what becomes of them.
  StreamWatch watch(Streams streams) {
    StreamWatch watch = new StreamWatch(streams, triggers, tags, Health::of);
    watch.start();
    return watch;
  }

  /// Has handlers asked and told of changes of the configuration, and viewers asked again for their
  /// tokens when other keys hold.
  void guard(ConfigStore store) {
    store.follow((before, after) -> {
      if (!before.access().tokenKeys().equals(after.access().tokenKeys())) {
        sessions.tokenKeysChanged();
      }
    });
    store.guard(new ConfigTriggers(triggers));
    store.follow((_, _) -> {
      if (triggers.concerns(Trigger.SYSTEM_CONFIG, null)) { // thousands of streams are a long text
        triggers.tell(Trigger.SYSTEM_CONFIG, null, store.document().json().toString());
      }
    });
  }

  /// Tells that something listens, or does so no more.
  void tell(Trigger trigger, ProtocolConfig protocol) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("connector", protocol.name())
            .put("interface", protocol.bindAddress())
            .put("port", protocol.port());
    triggers.tell(trigger, null, json.toString());
  }

  /// Asks whether the server may start or stop; waits for the answer.
  boolean allows(Trigger trigger, String line) {
    return triggers.allows(trigger, null, line).toCompletableFuture().join();
  }

  /// Puts other rules in force.
  void follow(WeirConfig changed) {
    triggers.configure(changed.triggers(), changed.serverId());
    sessions.configure(changed.sessions(), changed.node()::counts);
    accessLog.configure(changed.accessLog());
  }

  /// Who has a say in which streams start.
  StreamTriggers gate() {
    return new StreamTriggers(triggers);
  }

  /// The door to `streams`.
  Admissions door(Streams streams) {
    return new Admissions(streams, sessions, triggers, config);
  }

  /// What takes streams elsewhere.
  ///
  /// @param more ways out besides those that need no protocol of ours
  /// @param variables what the operator defined, as it is now
  Targets targets(
      Streams streams,
      List<Carrier> more,
      Supplier<Map<String, String>> variables,
      LongSupplier nanoClock) {
    return new Targets(
        streams,
        sessions,
        triggers,
        tags,
        more,
        config,
        variables,
        Clock.system(ZoneId.systemDefault()),
        nanoClock);
  }

  /// What is measured.
  Metrics metrics(Streams streams, PagePool pages, LoopLag loops, LongSupplier logLines) {
    return new Metrics(
        sessions,
        triggers,
        accessLog,
        streams::all,
        pages,
        loops,
        () -> config.get().node().bytesPerSecond(),
        logLines);
  }

  /// Keeps the sessions that end for those who ask the API.
  void keepEnded(EventLog events) {
    sessions.addListener(session -> {
      ArrayNode event = JsonNodeFactory.instance.arrayNode();
      event
          .add(session.startUnixSeconds() + session.seconds())
          .add(session.id())
          .add(session.stream())
          .add(session.connector())
          .add(session.host())
          .add(session.seconds())
          .add(session.upBytes())
          .add(session.downBytes())
          .add(session.tags().stream().map(tag -> "[" + tag + "]").collect(Collectors.joining()));
      events.add(event);
    });
  }

  AccessLog accessLog() {
    return accessLog;
  }

  /// What tells this run of the server from others.
  String instance() {
    return instance;
  }

  Tokens tokens() {
    return tokens;
  }

  StreamTags tags() {
    return tags;
  }

  Triggers triggers() {
    return triggers;
  }

  Sessions sessions() {
    return sessions;
  }

  @Override
  public void close() {
    sessions.close();
    accessLog.close();
    triggers.close();
    tokens.close();
  }

  private static String instanceId() {
    byte[] bytes = new byte[8];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
