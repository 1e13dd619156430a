package dev.weir.session;

import dev.weir.config.StreamName;
import dev.weir.config.Trigger;
import dev.weir.trigger.Triggers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// One connection, and what it is used for: a stream over a protocol, and after it perhaps another.
///
/// For each use handlers are asked once whether it may be ([Trigger#CONN_OPEN]), which stream it is
/// really about ([Trigger#PLAY_REWRITE]) and whether playback may start ([Trigger#CONN_PLAY]), and
/// told of its end ([Trigger#CONN_CLOSE]). Any thread.
public final class PeerConnection {
  private final Triggers triggers;

  private @Nullable Use current; // guarded by this; replaced when something else is asked for

  /// @param requested the stream as it was asked for
  private record Use(
      StreamName requested, VisitRequest visit, CompletionStage<Entry> entry, Playing playing) {}

  /// Whether playback may start, asked when somebody wants to know.
  private static final class Playing {
    private @Nullable CompletionStage<Boolean> allowed;
  }

  /// Whether and as what a use may be.
  sealed interface Entry {
    /// It may, and is about this stream.
    record To(StreamName stream) implements Entry {}

    /// It may not.
    record No(String sentence) implements Entry {}
  }

  PeerConnection(Triggers triggers) {
    this.triggers = triggers;
  }

  /// Begins a use, or goes on with the one that there is if it is the same.
  ///
  /// @param rewritable whether a handler may choose another stream
  CompletionStage<Entry> enter(VisitRequest visit, boolean rewritable) {
    Use before;
    Use next;
    synchronized (this) {
      before = current;
      if (before != null
          && before.requested.equals(visit.stream())
          && before.visit.connector().equals(visit.connector())) {
        return before.entry;
      }
      next = new Use(visit.stream(), visit, open(visit, rewritable), new Playing());
      current = next;
    }
    tellClosed(before);
    return next.entry;
  }

  private CompletionStage<Entry> open(VisitRequest visit, boolean rewritable) {
    CompletionStage<Boolean> opening =
        triggers.allows(Trigger.CONN_OPEN, visit.stream(), lines(visit));
    if (!rewritable || !triggers.concerns(Trigger.PLAY_REWRITE, visit.stream())) {
      return opening.thenApply(allowed -> entry(visit.stream(), allowed));
    }
    return opening.thenCompose(allowed ->
        allowed
            ? triggers
                .text(Trigger.PLAY_REWRITE, visit.stream(), lines(visit))
                .thenApply(text -> rewritten(visit.stream(), text))
            : CompletableFuture.completedStage(entry(visit.stream(), false)));
  }

  private static Entry entry(StreamName stream, boolean allowed) {
    return allowed ? new Entry.To(stream) : new Entry.No("this connection is not allowed");
  }

  private static Entry rewritten(StreamName asked, Optional<String> text) {
    if (text.isEmpty()) {
      return new Entry.To(asked);
    }
    return StreamName.clean(text.get())
        .<Entry>map(Entry.To::new)
        .orElseGet(() -> new Entry.No("this stream is not for you"));
  }

  /// Asks whether the media of the use that was entered last may be sent.
  CompletionStage<Boolean> play(VisitRequest visit) {
    Use use;
    synchronized (this) {
      use = current;
    }
    if (use == null) {
      return triggers.allows(Trigger.CONN_PLAY, visit.stream(), lines(visit));
    }
    synchronized (use.playing) {
      CompletionStage<Boolean> known = use.playing.allowed;
      if (known == null) {
        known = triggers.allows(Trigger.CONN_PLAY, visit.stream(), lines(visit));
        use.playing.allowed = known;
      }
      return known;
    }
  }

  /// The connection is closed; a second call does nothing.
  public void close() {
    Use last;
    synchronized (this) {
      last = current;
      current = null;
    }
    tellClosed(last);
  }

  private void tellClosed(@Nullable Use use) {
    if (use != null) {
      triggers.tell(Trigger.CONN_CLOSE, use.visit.stream(), lines(use.visit));
    }
  }

  private static String[] lines(VisitRequest visit) {
    return new String[] {visit.stream().full(), visit.host(), visit.connector(), visit.url()};
  }
}
