package dev.weir.http.player;

import dev.weir.http.Origin;
import dev.weir.media.Codec;
import dev.weir.media.Track;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/// One way to get a stream, as the player is told about it.
///
/// @param type what the player knows it by: `flash/7`, `html5/application/vnd.apple.mpegurl`, …
/// @param name what people call it
/// @param priority those with more are tried first
/// @param address where it is, without the server's part; `$` is the stream
/// @param carrier how it travels
/// @param port where it listens; 0 for the port of the request
/// @param carries which codecs it takes
public record OutputMethod(
    String type,
    String name,
    int priority,
    String address,
    Carrier carrier,
    int port,
    Predicate<Codec> carries) {

  /// What an address begins with.
  public enum Carrier {
    /// http or https, as the request came.
    HTTP,
    /// ws or wss, as the request came.
    WEB_SOCKET,
    /// rtmp on a port of its own.
    RTMP,
    /// rtsp on a port of its own.
    RTSP
  }

  /// A method on the HTTP port itself: `hls/$/index.m3u8`, `$.flv`.
  public static OutputMethod http(
      String type, String name, int priority, String address, Predicate<Codec> carries) {
    return new OutputMethod(type, name, priority, address, Carrier.HTTP, 0, carries);
  }

  /// A WebSocket on the HTTP port.
  public static OutputMethod webSocket(
      String type, String name, int priority, String address, Predicate<Codec> carries) {
    return new OutputMethod(type, name, priority, address, Carrier.WEB_SOCKET, 0, carries);
  }

  /// RTMP, which players of old know as `flash/10`.
  public static OutputMethod rtmp(int port, Predicate<Codec> carries) {
    return new OutputMethod("flash/10", "RTMP", 7, "play/$", Carrier.RTMP, port, carries);
  }

  /// RTSP.
  public static OutputMethod rtsp(int port, Predicate<Codec> carries) {
    return new OutputMethod("rtsp", "RTSP", 2, "$", Carrier.RTSP, port, carries);
  }

  /// The address of `stream` without the server's part.
  String relative(String stream) {
    String encoded = URLEncoder.encode(stream, StandardCharsets.UTF_8).replace("+", "%20");
    return address.replace("$", encoded.replace("%2B", "+"));
  }

  /// The address of `stream` as a viewer of `origin` uses it.
  String url(String stream, Origin origin) {
    String relative = relative(stream);
    return switch (carrier) {
      case HTTP -> origin.http(relative);
      case WEB_SOCKET -> origin.webSocket(relative);
      case RTMP -> "rtmp://" + origin.host() + ":" + port + "/" + relative;
      case RTSP -> "rtsp://" + origin.host() + ":" + port + "/" + relative;
    };
  }

  /// How many kinds of tracks it plays at once.
  int simultaneous(List<Track> tracks) {
    return (int)
        tracks.stream()
            .filter(track -> carries.test(track.codec()))
            .map(track -> track.codec().kind())
            .distinct()
            .count();
  }

  /// How many of the tracks it can play.
  int matches(List<Track> tracks) {
    return (int) tracks.stream().filter(track -> carries.test(track.codec())).count();
  }
}
