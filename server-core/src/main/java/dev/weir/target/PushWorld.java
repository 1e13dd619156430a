package dev.weir.target;

import dev.weir.config.PushConfig;
import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import dev.weir.config.Trigger;
import dev.weir.config.Variables;
import dev.weir.playback.Playable;
import dev.weir.playback.PlayableFile;
import dev.weir.playback.PlayableStream;
import dev.weir.session.Admission;
import dev.weir.session.SessionKind;
import dev.weir.session.Sessions;
import dev.weir.session.Visit;
import dev.weir.session.VisitRequest;
import dev.weir.stream.CloseReason;
import dev.weir.stream.OnDemandStream;
import dev.weir.stream.OpenResult;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamState;
import dev.weir.stream.Streams;
import dev.weir.trigger.Triggers;
import java.net.InetAddress;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What a push needs of the server around it. Any thread; some methods block.
///
/// @param streams where media comes from
/// @param sessions where outputs are counted
/// @param triggers who is asked and told
/// @param carriers the ways out; the first that takes a target carries it
/// @param config as it is now
/// @param ownVariables what the operator defined, as it is now
/// @param wallClock dates files and log lines, in the zone of the server
/// @param nanoClock measures what passes, in nanoseconds, and never steps
/// @param starts lets so many start in a second as the configuration says
record PushWorld(
    Streams streams,
    Sessions sessions,
    Triggers triggers,
    List<Carrier> carriers,
    Supplier<PushConfig> config,
    Supplier<Map<String, String>> ownVariables,
    Clock wallClock,
    LongSupplier nanoClock,
    StartPace starts) {
  private static final long OPEN_SECONDS = 30;
  private static final long ANSWER_SECONDS = 120;

  /// Waits until one more may start.
  void awaitTurn() throws InterruptedException {
    long nanos = starts.turn(config.get().startsPerSecond(), nanoClock.getAsLong());
    TimeUnit.NANOSECONDS.sleep(nanos);
  }

  /// Finds a stream, or starts it.
  OpenResult open(StreamName name) throws InterruptedException {
    try {
      return streams.open(name).toCompletableFuture().get(OPEN_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      return new OpenResult.Offline(StreamState.BOOTING, StreamState.BOOTING.sentence());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Asks whether a push may start, and where to; empty if not.
  Optional<String> mayStart(StreamName name, String target) throws InterruptedException {
    try {
      Optional<String> answer =
          triggers
              .text(Trigger.PUSH_OUT_START, name, name.full(), target)
              .toCompletableFuture()
              .get(ANSWER_SECONDS, TimeUnit.SECONDS);
      return Optional.of(answer.orElse(target)).filter(text -> !text.isEmpty());
    } catch (TimeoutException _) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The way out for `target`.
  ///
  /// @throws IllegalArgumentException with a sentence if there is none
  Carrier carrier(Target target) {
    return carriers.stream()
        .filter(carrier -> carrier.takes(target))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                target.scheme().isEmpty()
                    ? "it is no absolute path with the ending of a format"
                    : "nothing here writes to " + target.scheme() + ":"));
  }

  /// `text` with the operator's own variables in place; the others get values later, because files
  /// know more of them.
  String withOwnVariables(String text) {
    return Variables.expand(text, ownVariables.get()::get);
  }

  TargetVariables variables(Playable stream) {
    StreamConfig config =
        switch (stream) {
          case PlayableStream(Stream live) -> live.config();
          case PlayableFile(OnDemandStream file) -> file.config();
        };
    return new TargetVariables(
        stream.name(),
        config.source().toString(),
        ZonedDateTime.now(wallClock),
        ownVariables.get());
  }

  /// Counts a delivery as a session; empty if an operator has just stopped that session.
  Optional<Visit> visit(Push push, String connector, Delivery delivery) {
    VisitRequest request =
        new VisitRequest(
            push.stream(),
            SessionKind.OUTPUT,
            connector,
            InetAddress.getLoopbackAddress(),
            delivery.expanded().shown(),
            Integer.toString(push.id()),
            "",
            "",
            false);
    Admission admission = sessions.visit(request).toCompletableFuture().join();
    if (!(admission instanceof Admission.Granted(Visit visit))) {
      return Optional.empty();
    }
    visit.hold(delivery::bytes, () -> 0, delivery::packets, reason -> push.stop(reason, false));
    return Optional.of(visit);
  }

  /// Tells of the end of an output, in twelve lines.
  void tell(
      Trigger trigger, StreamName name, String connector, FileFacts facts, CloseReason reason) {
    long firstMillis = Math.max(0, facts.firstMicros() / 1000);
    long lastMillis = Math.max(firstMillis, facts.lastMicros() / 1000);
    long startSeconds = facts.startUnixMillis() / 1000;
    long endSeconds = facts.endUnixMillis() / 1000;
    triggers.tell(
        trigger,
        name,
        name.full(),
        facts.place(),
        connector,
        Long.toString(facts.bytes()),
        Long.toString(endSeconds - startSeconds),
        Long.toString(startSeconds),
        Long.toString(endSeconds),
        Long.toString(lastMillis - firstMillis),
        Long.toString(firstMillis),
        Long.toString(lastMillis),
        reason.code().name(),
        reason.sentence());
  }

  /// Tells of the end of a push.
  void tellEnd(PushStatus status) {
    StreamName name = new StreamName(status.stream(), "");
    triggers.tell(
        Trigger.PUSH_END,
        StreamName.clean(status.stream()).orElse(name),
        Integer.toString(status.id()),
        status.stream(),
        status.target(),
        status.usedTarget(),
        status.logJson().toString(),
        status.json().toString());
  }
}
