package dev.weir.stream;

import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Has a say in which streams start and who publishes them. Called on any thread; must not block.
public interface StreamGate {
  /// Lets everything be as it is configured.
  StreamGate OPEN =
      new StreamGate() {
        @Override
        public CompletionStage<Start> starting(StreamName name, @Nullable StreamConfig configured) {
          return CompletableFuture.completedStage(
              configured == null
                  ? new Start.No("There is no stream " + name)
                  : new Start.With(configured));
        }

        @Override
        public CompletionStage<Boolean> publishing(PublishRequest request) {
          return CompletableFuture.completedStage(true);
        }

        @Override
        public CompletionStage<Boolean> unloading(StreamName name, String input) {
          return CompletableFuture.completedStage(true);
        }
      };

  /// The answer for a stream that is about to start.
  sealed interface Start {
    /// It may, with these settings.
    record With(StreamConfig config) implements Start {}

    /// It may not, or there is none.
    record No(String sentence) implements Start {}
  }

  /// Asked before a stream starts that does not exist yet.
  ///
  /// @param configured null if the configuration does not know it
  CompletionStage<Start> starting(StreamName name, @Nullable StreamConfig configured);

  /// Asked before a publisher is accepted who may publish as far as the configuration goes.
  CompletionStage<Boolean> publishing(PublishRequest request);

  /// Asked before a source that nobody watches any more is closed.
  ///
  /// @param input what kind of source it is, as operators know it
  CompletionStage<Boolean> unloading(StreamName name, String input);
}
