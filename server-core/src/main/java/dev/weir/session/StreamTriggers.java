package dev.weir.session;

import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.config.Trigger;
import dev.weir.stream.PublishRequest;
import dev.weir.stream.StreamGate;
import dev.weir.trigger.Triggers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks handlers whether streams may start, where their media comes from, and who may publish.
public final class StreamTriggers implements StreamGate {
  /// What the last line of [Trigger#STREAM_UNLOAD] begins with if a handler may still say no.
  static final String CANCELABLE = "cancelable";

  /// What it begins with if it is too late; the reason follows without a space, as in MistServer.
  static final String UNCANCELABLE = "uncancelable";

  private static final Logger log = LoggerFactory.getLogger(StreamTriggers.class);

  private final Triggers triggers;

  /// @param triggers whose handlers are asked
  public StreamTriggers(Triggers triggers) {
    this.triggers = triggers;
  }

  @Override
  public CompletionStage<Start> starting(StreamName name, @Nullable StreamConfig configured) {
    if (!triggers.concerns(Trigger.STREAM_LOAD, name)
        && !triggers.concerns(Trigger.STREAM_SOURCE, name)) {
      return OPEN.starting(name, configured);
    }
    return triggers
        .allows(Trigger.STREAM_LOAD, name, name.full())
        .thenCompose(allowed ->
            allowed
                ? triggers
                    .text(Trigger.STREAM_SOURCE, name, name.full())
                    .thenCompose(source -> start(name, configured, source))
                : CompletableFuture.completedStage(
                    new Start.No("Stream " + name + " may not be started")));
  }

  private static CompletionStage<Start> start(
      StreamName name, @Nullable StreamConfig configured, Optional<String> written) {
    if (written.isEmpty() || written.get().isEmpty()) {
      return OPEN.starting(name, configured);
    }
    Optional<StreamSource> source = StreamSource.parse(written.get());
    if (source.isEmpty()) {
      // Not shown: sources carry passwords.
      log.warn("the handler of STREAM_SOURCE gave {} a source that cannot be opened", name);
      return CompletableFuture.completedStage(
          new Start.No("Stream " + name + " has a source that is not supported"));
    }
    StreamConfig config =
        configured == null
            ? StreamConfig.of(name.base(), source.get())
            : configured.withSource(source.get());
    return CompletableFuture.completedStage(new Start.With(config));
  }

  @Override
  public CompletionStage<Boolean> publishing(PublishRequest request) {
    return triggers.allows(
        Trigger.STREAM_PUSH,
        request.name(),
        request.name().full(),
        request.peer().getAddress().getHostAddress(),
        request.connector(),
        request.url());
  }

  @Override
  public CompletionStage<Boolean> unloading(StreamName name, String input) {
    return triggers.allows(
        Trigger.STREAM_UNLOAD, name, name.full(), input, CANCELABLE + "nobody watches any more");
  }
}
