package dev.weir.session;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.buffer.TrackBuffer;
import dev.weir.config.StreamName;
import dev.weir.config.Trigger;
import dev.weir.media.Track;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.stream.OnDemandStream;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamState;
import dev.weir.stream.StreamTags;
import dev.weir.stream.Streams;
import dev.weir.trigger.Triggers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at all streams some times a second and tells handlers what has become of them: the media's
/// way knows nothing of triggers.
///
/// [#look] belongs to one thread.
public final class StreamWatch implements AutoCloseable {
  private static final long PERIOD_MILLIS = 200;
  private static final int LOOKS_PER_SECOND = (int) (1000 / PERIOD_MILLIS);

  private static final Logger log = LoggerFactory.getLogger(StreamWatch.class);

  private final Streams streams;
  private final Triggers triggers;
  private final StreamTags tags;
  private final Function<Stream, ObjectNode> health;
  private final Map<Stream, Seen> seen = new HashMap<>();
  private final Set<OnDemandStream> files = new HashSet<>(); // that were open
  private final ScheduledExecutorService looker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("weir-streams").factory());

  private int looks;

  /// What was known of a stream at the last look.
  private static final class Seen {
    private boolean ready;
    private boolean dry;
    private boolean troubled;
    private List<Track> tracks = List.of();
    private long bytesPerSecond;
    private long lastMillis;
  }

  /// @param tags that are forgotten with their streams
  /// @param health how a stream is doing; has a member `issues` if it is not well
  public StreamWatch(
      Streams streams, Triggers triggers, StreamTags tags, Function<Stream, ObjectNode> health) {
    this.streams = streams;
    this.triggers = triggers;
    this.tags = tags;
    this.health = health;
  }

  /// Begins to look.
  public void start() {
    var _ =
        looker.scheduleAtFixedRate(
            this::lookSafely, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void lookSafely() {
    try {
      look();
    } catch (RuntimeException e) { // a bug of ours: the next look is taken all the same
      log.error("looking at the streams failed", e);
    }
  }

  void look() {
    List<Stream> now = streams.all();
    for (Stream stream : now) {
      Seen before = seen.computeIfAbsent(stream, _ -> new Seen());
      if (!before.tracks.equals(stream.tracks())) {
        tracksChanged(stream, before);
      }
      if (!before.ready && stream.state() == StreamState.ONLINE) {
        before.ready = true;
        ready(stream.name(), stream.input());
        tellBuffer(stream, "FULL");
      }
      String trouble = stream.trouble();
      if (trouble != null && !before.troubled) {
        inputAbort(stream, Code.READ_START_FAILURE, trouble);
      }
      before.troubled = trouble != null;
      if (before.ready && looks % LOOKS_PER_SECOND == 0) {
        measure(stream, before);
      }
    }
    Set<Stream> running = new HashSet<>(now);
    for (Iterator<Map.Entry<Stream, Seen>> all = seen.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<Stream, Seen> entry = all.next();
      if (!running.contains(entry.getKey())) {
        all.remove();
        gone(entry.getKey(), entry.getValue());
      }
    }
    lookAtFiles();
    tags.forget(
        java.util.stream.Stream.concat(
                now.stream().map(Stream::name), files.stream().map(OnDemandStream::name))
            .toList());
    looks++;
  }

  private void lookAtFiles() {
    List<OnDemandStream> open = streams.onDemand();
    for (OnDemandStream file : open) {
      if (files.add(file)) {
        ready(file.name(), file.input());
      }
    }
    Set<OnDemandStream> gone = new HashSet<>(files);
    open.forEach(gone::remove);
    for (OnDemandStream file : gone) {
      files.remove(file);
      if (file.isReplaced()) { // about the others was asked
        unloaded(file.name(), file.input(), "another file is in its place");
      }
    }
  }

  private void tracksChanged(Stream stream, Seen before) {
    List<Track> tracks = stream.tracks();
    String name = stream.name().full();
    for (Track track : tracks) {
      if (before.tracks.stream().noneMatch(known -> known.id() == track.id())) {
        triggers.tell(Trigger.STREAM_TRACK_ADD, stream.name(), name, Integer.toString(track.id()));
      }
    }
    tellRemoved(stream, before.tracks, tracks);
    before.tracks = tracks;
    if (triggers.concerns(Trigger.LIVE_TRACK_LIST, stream.name())) {
      ObjectNode all = health.apply(stream);
      ObjectNode list = JsonNodeFactory.instance.objectNode();
      all.path("tracks").forEach(track -> list.set(track.asText(), all.path(track.asText())));
      triggers.tell(Trigger.LIVE_TRACK_LIST, stream.name(), name, list.toString(), "");
    }
  }

  private void tellRemoved(Stream stream, List<Track> before, List<Track> now) {
    for (Track track : before) {
      if (now.stream().noneMatch(known -> known.id() == track.id())) {
        triggers.tell(
            Trigger.STREAM_TRACK_REMOVE,
            stream.name(),
            stream.name().full(),
            Integer.toString(track.id()));
      }
    }
  }

  private void ready(StreamName name, String input) {
    triggers
        .allows(Trigger.STREAM_READY, name, name.full(), input)
        .thenAccept(allowed -> stopUnless(allowed, name, "a handler of STREAM_READY said no"));
  }

  private void unloaded(StreamName name, String input, String sentence) {
    triggers.tell(
        Trigger.STREAM_UNLOAD, name, name.full(), input, StreamTriggers.UNCANCELABLE + sentence);
  }

  private void measure(Stream stream, Seen before) {
    long bits = 0;
    for (TrackBuffer track : stream.buffers()) {
      bits += track.bitsPerSecond();
      before.lastMillis =
          Math.max(before.lastMillis, TimeUnit.MICROSECONDS.toMillis(track.lastDtsMicros()));
    }
    if (bits / 8 != before.bytesPerSecond) {
      before.bytesPerSecond = bits / 8;
      triggers
          .allowsBandwidth(stream.name(), before.bytesPerSecond)
          .thenAccept(
              allowed -> stopUnless(allowed, stream.name(), "a handler of LIVE_BANDWIDTH said no"));
    }
    if (triggers.concerns(Trigger.STREAM_BUFFER, stream.name())) {
      boolean dry = health.apply(stream).has("issues");
      if (dry != before.dry) {
        before.dry = dry;
        tellBuffer(stream, dry ? "DRY" : "RECOVER");
      }
    }
  }

  private void gone(Stream stream, Seen before) {
    StreamName name = stream.name();
    CloseReason reason = stream.endReason();
    if (reason == null || reason.code() != Code.CLEAN_INACTIVE) { // about that one was asked
      unloaded(name, stream.input(), reason == null ? "" : reason.sentence());
    }
    tellRemoved(stream, before.tracks, List.of());
    if (before.ready) {
      triggers.tell(
          Trigger.STREAM_BUFFER, name, name.full(), "EMPTY", Long.toString(before.lastMillis));
    }
    // Once for each time that a source is lost.
    if (reason != null && !before.troubled && !reason.code().name().startsWith("CLEAN")) {
      inputAbort(stream, reason.code(), reason.sentence());
    }
  }

  private void inputAbort(Stream stream, Code code, String sentence) {
    triggers.tell(
        Trigger.INPUT_ABORT,
        stream.name(),
        stream.name().full(),
        stream.config().source().toString(),
        "weir",
        Long.toString(ProcessHandle.current().pid()),
        code.name(),
        sentence);
  }

  private void tellBuffer(Stream stream, String state) {
    if (triggers.concerns(Trigger.STREAM_BUFFER, stream.name())) {
      triggers.tell(
          Trigger.STREAM_BUFFER,
          stream.name(),
          stream.name().full(),
          state,
          health.apply(stream).toString());
    }
  }

  private void stopUnless(boolean allowed, StreamName name, String sentence) {
    if (!allowed) {
      streams.stop(name, new CloseReason(Code.CLEAN_CONTROLLER_REQ, sentence));
    }
  }

  @Override
  public void close() {
    looker.shutdownNow();
  }
}
