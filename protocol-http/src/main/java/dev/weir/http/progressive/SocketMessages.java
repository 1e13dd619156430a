package dev.weir.http.progressive;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.http.WebSocket;
import dev.weir.media.Track;
import dev.weir.playback.Playable;
import dev.weir.stream.SelectableTrack;
import dev.weir.stream.TrackChoice;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// What a [SocketPlayer] says: objects with a `type`, and what belongs to it in `data`. Times are
/// milliseconds of the media. Any thread.
final class SocketMessages {
  private final WebSocket socket;
  private final Playable source;

  SocketMessages(WebSocket socket, Playable source) {
    this.socket = socket;
    this.source = source;
  }

  private static ObjectNode message(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  /// These are few and matter, so they go out even if much is unsent.
  private void send(ObjectNode message) {
    socket.channel().writeAndFlush(new TextWebSocketFrame(message.toString()));
  }

  private static long millis(long micros) {
    return TimeUnit.MICROSECONDS.toMillis(micros);
  }

  /// The tracks that there are.
  void info() {
    ObjectNode message = message("info");
    ArrayNode tracks = message.putObject("data").putArray("tracks");
    for (SelectableTrack track : source.selectableTracks()) {
      tracks
          .addObject()
          .put("idx", track.index())
          .put("trackid", track.track().id())
          .put("codec", track.track().codec().name())
          .put("codecstring", track.track().codec().codecString());
    }
    send(message);
  }

  /// What the media that follows is coded in.
  void codecData(List<Track> tracks, long fromMicros) {
    ObjectNode message = message("codec_data");
    ObjectNode data = message.putObject("data").put("current", millis(fromMicros));
    ArrayNode codecs = data.putArray("codecs");
    ArrayNode ids = data.putArray("tracks");
    for (Track track : tracks) {
      codecs.add(track.codec().codecString());
      ids.add(track.id());
    }
    send(message);
  }

  /// How far it is, once a second; left out if the viewer does not keep up.
  void onTime(long positionMicros, double rate, boolean paused, Set<Integer> trackIds) {
    ObjectNode message = message("on_time");
    ObjectNode data =
        message
            .putObject("data")
            .put("current", millis(positionMicros))
            .put("begin", millis(source.beginMicros()))
            .put("end", millis(source.endMicros()))
            .put("play_rate_curr", rate)
            .put("paused", paused)
            .put("jitter", 0);
    if (source.isLive()) {
      data.put("unixoffset", source.zeroUnixMillis());
    }
    ArrayNode tracks = data.putArray("tracks");
    trackIds.stream().sorted().forEach(tracks::add);
    socket.send(message.toString());
  }

  void seek(long toMicros) {
    ObjectNode message = message("seek");
    message
        .putObject("data")
        .put("current", millis(Math.min(toMicros, source.endMicros())))
        .put("live_point", source.isLive() && toMicros >= source.endMicros());
    send(message);
  }

  void paused(boolean paused) {
    ObjectNode message = message("pause").put("paused", paused);
    message.putObject("data").put("paused", paused);
    send(message);
  }

  void speed(double before, double now) {
    ObjectNode message = message("set_speed");
    message.putObject("data").put("play_rate_prev", before).put("play_rate_curr", now);
    send(message);
  }

  void tracks(TrackChoice choice) {
    ObjectNode message = message("tracks");
    ArrayNode tracks = message.putObject("data").putArray("tracks");
    choice.ids().stream().sorted().forEach(tracks::add);
    send(message);
  }

  void onStop() {
    ObjectNode message = message("on_stop");
    message
        .putObject("data")
        .put("current", millis(source.endMicros()))
        .put("begin", millis(source.beginMicros()))
        .put("end", millis(source.endMicros()));
    send(message);
  }

  void error(String sentence) {
    send(message("error").put("message", sentence));
  }
}
