package dev.weir.source;

import dev.weir.config.StreamSource;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.stream.Publisher;
import dev.weir.stream.Source;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/// Everything that Weir fetches from elsewhere and plays as live. Each stream has a virtual thread
/// that tries again for as long as somebody wants the stream.
public final class PullSource implements Source {
  private final List<PullKind> kinds;
  private final LongSupplier nanoClock;

  /// @param kinds the first that fits a source is taken
  /// @param nanoClock measures what passes, in nanoseconds, and never steps
  public PullSource(List<PullKind> kinds, LongSupplier nanoClock) {
    this.kinds = List.copyOf(kinds);
    this.nanoClock = nanoClock;
  }

  @Override
  public boolean opens(StreamSource source) {
    return kinds.stream().anyMatch(kind -> kind.pulls(source));
  }

  @Override
  public void start(StreamSource source, Publisher publisher) {
    Thread.Builder.OfVirtual thread =
        Thread.ofVirtual().name("weir-pull-" + publisher.stream().name());
    SourceNames.fill(source, publisher.stream().name())
        .ifPresentOrElse(
            filled -> {
              Backoff backoff = new Backoff(ThreadLocalRandom::current);
              thread.start(new PullLoop(pull(filled), publisher, backoff, nanoClock));
            },
            () ->
                thread.start(() ->
                    publisher.close(
                        new CloseReason(
                            Code.READ_START_FAILURE,
                            "the name of the stream cannot be put into its source"))));
  }

  private Pull pull(StreamSource source) {
    return kinds.stream()
        .filter(kind -> kind.pulls(source))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("asked to pull " + source))
        .pull(source);
  }
}
