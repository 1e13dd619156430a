package dev.weir.http.progressive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.feed.Feeds;
import dev.weir.feed.ProgressiveFormat;
import dev.weir.http.WebSocket;
import dev.weir.media.Codec;
import dev.weir.playback.Playable;
import dev.weir.session.Visit;
import dev.weir.stream.CloseReason;
import dev.weir.stream.TrackChoice;
import dev.weir.stream.TrackSelector;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Plays to one viewer over a WebSocket as he commands: MistServer's words, in JSON, between which
/// the media comes as binary messages.
///
/// ```
/// viewer: request_codec_data · play · hold · seek · set_speed · fast_forward · tracks · stop
/// server: info · codec_data, then an init segment · media · on_time · pause · seek · set_speed ·
///         tracks · on_stop · error
/// ```
///
/// Commands that come while the media changes its place wait. Confined to the event loop of the
/// connection, except where a method says otherwise.
final class SocketPlayer implements WebSocket.Listener, SocketMedia.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(SocketPlayer.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final double FASTEST = 32;
  private static final int MAX_CODECS = 256;
  private static final int MAX_WAITING = 64; // commands

  private final Playable source;
  private final SocketFormat format;
  private final Visit visit;
  private final WebSocket socket;
  private final SocketMessages messages;
  private final SocketMedia media;
  private final LongSupplier nanoClock;
  private final long startNanos;
  private final Future<?> timer;

  private final Deque<JsonNode> waiting = new ArrayDeque<>(); // while the media changes

  private boolean over; // once it is to stop
  private boolean closed; // once
  private boolean begun; // since the tracks were told
  private boolean held; // until he is told to play
  private Set<String> supported = Set.of(); // codecs that the player has; none for all
  private Map<Codec.Kind, TrackSelector> wishes;

  /// @param wishes the selectors of the address
  SocketPlayer(
      Playable source,
      ProgressiveFormat format,
      Map<Codec.Kind, TrackSelector> wishes,
      Feeds feeds,
      Visit visit,
      WebSocket socket,
      LongSupplier nanoClock) {
    this.source = source;
    this.format = new SocketFormat(format);
    this.wishes = wishes;
    this.visit = visit;
    this.socket = socket;
    this.nanoClock = nanoClock;
    this.startNanos = nanoClock.getAsLong();
    this.messages = new SocketMessages(socket, source);
    this.media = new SocketMedia(source, this.format, feeds, socket, messages, nanoClock, this);
    this.timer =
        socket.channel().eventLoop().scheduleAtFixedRate(this::tellTime, 1, 1, TimeUnit.SECONDS);
  }

  /// Says what there is.
  SocketPlayer start() {
    LOG.info("play {} to {} as {}", source.name(), visit.request().host(), format.name());
    visit.hold(media::sentBytes, () -> 0, this::stop);
    messages.info();
    return this;
  }

  private void tellTime() {
    if (begun) {
      messages.onTime(media.positionMicros(), media.rate(), media.isPaused(), choice().ids());
    }
  }

  @Override
  public void text(String message) {
    try {
      JsonNode command = JSON.readTree(message);
      if (!media.changes() && !over) {
        command(command);
      } else if (waiting.size() < MAX_WAITING) {
        waiting.add(command);
      }
    } catch (JsonProcessingException e) {
      messages.error("That is no JSON");
    }
  }

  @Override
  public void changed() {
    while (!media.changes() && !over && !waiting.isEmpty()) {
      command(waiting.remove());
    }
  }

  private void command(JsonNode command) {
    switch (command.path("type").asText()) {
      case "request_codec_data" -> {
        supported = codecs(command.path("supported_codecs"));
        if (!begun) {
          begin(startMicros(), true);
        } else {
          choose(command);
        }
      }
      case "play" -> {
        held = false;
        if (media.isNowhere()) {
          begin(place(command, startMicros()), false);
        } else {
          seek(command);
          media.resume();
          messages.paused(false);
        }
      }
      case "hold", "pause" -> {
        held = true;
        media.hold();
        messages.paused(true);
      }
      case "seek" -> seek(command);
      case "fast_forward" -> {
        if (command.path("ff_to").isNumber()) {
          media.rush(positionMicros(), micros(command.path("ff_to")));
        }
      }
      case "set_speed" -> speed(command.path("play_rate"));
      case "tracks" -> choose(command);
      case "stop" -> stop(CloseReason.PEER_FINISHED);
      default -> messages.error("There is no such command");
    }
  }

  /// Where it begins if nobody says.
  private long startMicros() {
    return source.isLive() ? Playable.NEWEST : 0;
  }

  private void begin(long fromMicros, boolean paused) {
    if (choice().isEmpty()) {
      messages.error("No track of it can be played here");
      return;
    }
    begun = true;
    held = paused;
    if (paused && fromMicros == Playable.NEWEST) {
      media.announce();
    } else {
      media.goTo(fromMicros, paused);
    }
  }

  @Override
  public TrackChoice choice() {
    return TrackChoice.of(
        source.selectableTracks(), wishes, TrackChoice.Room.ONE, this::isPlayable);
  }

  private boolean isPlayable(Codec codec) {
    return (codec instanceof Codec.Video || codec instanceof Codec.Audio)
        && format.format().carries(codec)
        && (supported.isEmpty() || supported.contains(codec.codecString()));
  }

  private void seek(JsonNode command) {
    if (!begun || !(command.has("seek_time") || command.has("unix"))) {
      return;
    }
    long place = place(command, positionMicros());
    media.goTo(place, held);
    if (place != Playable.NEWEST && command.path("ff_to").isNumber()) {
      media.rush(place, micros(command.path("ff_to")));
    }
  }

  private long positionMicros() {
    return bounded(media.positionMicros());
  }

  /// Where a command wants to go: `seek_time` in milliseconds or `live`, or `unix` in seconds.
  private long place(JsonNode command, long otherwise) {
    JsonNode time = command.path("seek_time");
    if (time.asText().equals("live")) {
      return Playable.NEWEST;
    }
    if (command.path("unix").isNumber()) {
      double millis = command.path("unix").asDouble() * 1000 - source.zeroUnixMillis();
      return bounded(Math.round(millis * 1000));
    }
    return time.isNumber() ? bounded(micros(time)) : otherwise;
  }

  private long bounded(long micros) {
    return Math.clamp(
        micros, source.beginMicros(), Math.max(source.beginMicros(), source.endMicros()));
  }

  private static long micros(JsonNode millis) {
    return Math.round(millis.asDouble() * 1000);
  }

  private void speed(JsonNode wanted) {
    if (media.isNowhere()) {
      return;
    }
    double before = media.rate();
    boolean legal = wanted.isNumber() && wanted.asDouble() > 0 && wanted.asDouble() <= FASTEST;
    double rate = legal ? wanted.asDouble() : 1; // "auto" too
    media.speed(rate);
    messages.speed(before, rate);
  }

  private void choose(JsonNode command) {
    Map<Codec.Kind, TrackSelector> before = wishes;
    Map<Codec.Kind, TrackSelector> changed = new EnumMap<>(Codec.Kind.class);
    changed.putAll(wishes);
    ProgressiveOutput.SELECTORS.forEach((kind, name) -> {
      if (command.path(name).isValueNode() && !command.path(name).isNull()) {
        changed.put(kind, TrackSelector.parse(command.path(name).asText()));
      }
    });
    wishes = changed;
    TrackChoice choice = choice();
    if (choice.isEmpty()) {
      wishes = before;
      messages.error("No track is left");
    } else if (media.isNowhere()) {
      begin(place(command, startMicros()), true);
    } else {
      media.choose(place(command, media.isAtTheEdge() ? Playable.NEWEST : positionMicros()));
      messages.tracks(choice);
    }
  }

  private static Set<String> codecs(JsonNode list) {
    Set<String> codecs = new HashSet<>();
    for (JsonNode codec : list) {
      if (codecs.size() < MAX_CODECS) {
        codecs.add(codec.asText());
      }
    }
    return codecs;
  }

  @Override
  public void gone() {
    timer.cancel(false);
    stop(CloseReason.PEER_CLOSED);
  }

  /// Any thread.
  private void stop(CloseReason reason) {
    socket
        .channel()
        .eventLoop()
        .execute(() -> {
          over = true;
          media.stop(reason);
        });
  }

  @Override
  public void finished() {
    visit.mediaEnded();
    messages.onStop();
  }

  @Override
  public void ended(CloseReason reason) {
    if (closed) {
      return;
    }
    closed = true;
    visit.close();
    timer.cancel(false);
    socket.close(1000, reason.sentence());
    LOG.info(
        "play {} to {} as {} ended after {} s: {}; {} bytes",
        source.name(),
        visit.request().host(),
        format.name(),
        TimeUnit.NANOSECONDS.toSeconds(nanoClock.getAsLong() - startNanos),
        reason,
        media.sentBytes());
  }
}
