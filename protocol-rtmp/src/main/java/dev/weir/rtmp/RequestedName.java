package dev.weir.rtmp;

import dev.weir.config.StreamName;
import java.util.Arrays;
import java.util.Optional;

/// Which stream a publish or play is about.
///
/// ```
/// rtmp://host/app/stream?query         app = password of those who publish, stream = name
/// rtmp://host/app/mp4:stream           name stream.mp4
/// rtmp://host/app/mp4:stream.mp4       the same: FFmpeg puts mp4: before any name with this ending
/// rtmp://host/app/more/stream          the last part of the path is the name
/// rtmp://host/app/stream, name empty   encoders that know no stream key: the same
/// ```
///
/// @param app what connect said, with the stream's name cut off if it stood there
/// @param written the name as the peer wrote it
/// @param tcUrl what connect said, with the stream's name cut off if it stood there
record RequestedName(String app, String written, String tcUrl) {
  /// A colon before this place is the end of a prefix such as `mp4:`.
  private static final int LONGEST_PREFIX = 5;

  /// What `written` in publish or play means after `connect`.
  static RequestedName of(ConnectRequest connect, String written) {
    String name = written.startsWith("/") ? written.substring(1) : written;
    int lastPart = connect.app().lastIndexOf('/');
    return name.isEmpty() && lastPart >= 0
        ? new RequestedName(
            connect.app().substring(0, lastPart),
            connect.app().substring(lastPart + 1),
            withoutLastPart(connect.tcUrl()))
        : new RequestedName(connect.app(), name, connect.tcUrl());
  }

  /// What a whole URL means; empty if it is none.
  static Optional<RequestedName> ofUrl(String url) {
    try {
      RtmpUrl parsed = RtmpUrl.parse(url);
      return Optional.of(new RequestedName(parsed.app(), parsed.stream(), parsed.tcUrl()));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// The variables behind the name, without the `?`; empty if there are none.
  String query() {
    int query = written.indexOf('?');
    return query < 0 ? "" : written.substring(query + 1);
  }

  /// What the variable `tkn` or `jwt` says.
  Optional<String> token() {
    return Arrays.stream(query().split("&", -1))
        .filter(pair -> (pair.startsWith("tkn=") || pair.startsWith("jwt=")) && pair.length() > 4)
        .map(pair -> pair.substring(4))
        .findFirst();
  }

  /// What stands where the name does: perhaps a stream key, or a token.
  String shown() {
    return withoutQuery(written);
  }

  /// The same for the stream `name`, which was shown the way in instead of naming it.
  RequestedName as(StreamName name) {
    return new RequestedName(app, name.full(), tcUrl);
  }

  /// The full URL.
  String url() {
    return tcUrl + "/" + written;
  }

  /// What the app says as a password: without its query.
  String password() {
    return withoutQuery(app);
  }

  /// The stream, empty if the name is none.
  Optional<StreamName> streamName() {
    String name = withoutQuery(written);
    // What follows a plus is the wildcard's own, slashes and all.
    int plus = name.indexOf('+');
    int lastPart = name.lastIndexOf('/', plus < 0 ? name.length() : plus);
    name = name.substring(lastPart + 1);
    int colon = name.indexOf(':');
    if (colon > 0 && colon <= LONGEST_PREFIX) {
      String ending = "." + name.substring(0, colon);
      String rest = name.substring(colon + 1);
      name = rest.endsWith(ending) ? rest : rest + ending;
    }
    return StreamName.clean(name);
  }

  private static String withoutQuery(String text) {
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query);
  }

  private static String withoutLastPart(String url) {
    int slash = url.lastIndexOf('/');
    return slash < 0 ? url : url.substring(0, slash);
  }
}
