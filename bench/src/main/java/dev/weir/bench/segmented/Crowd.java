package dev.weir.bench.segmented;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What requests that wait for the same playlist share: what is asked for, the answer that came
/// last, and when each of them got it. Confined to their thread.
///
/// `TOKEN` in the variables of the address stands for a token of each request's own.
final class Crowd {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");
  private static final Pattern HINT = Pattern.compile("PRELOAD-HINT.*chunk_(\\d+)\\.(\\d+)\\.m4s");
  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

  private static final String TOKEN = "TOKEN";
  private static final int TOKEN_DIGITS = 10;

  private final URI playlist;
  private final Map<String, List<Long>> arrivals = new TreeMap<>(); // by part

  private int lastBytes; // of the newest answer
  private int hintAt; // where it names the part that comes next
  private ByteBuf hint = Unpooled.EMPTY_BUFFER; // what it says there
  private String part = ""; // that whoever has got it waits for
  private String variables = ""; // with which he asks for it
  private ByteBuf next; // his request over HTTP/1
  private int tokenAt; // in it; negative if it has none

  Crowd(URI playlist) {
    this.playlist = playlist;
    this.next = request();
  }

  private ByteBuf request() {
    String text =
        "GET "
            + path("0".repeat(TOKEN_DIGITS))
            + " HTTP/1.1\r\nHost: "
            + playlist.getAuthority()
            + "\r\n\r\n";
    int token = query().indexOf(TOKEN);
    tokenAt = token < 0 ? -1 : playlist.getRawPath().length() + "GET ?".length() + token;
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return Unpooled.directBuffer(bytes.length).writeBytes(bytes);
  }

  private String path(String token) {
    return playlist.getRawPath() + "?" + query().replace(TOKEN, token) + variables;
  }

  private String query() {
    return Objects.requireNonNullElse(playlist.getRawQuery(), "");
  }

  /// Whom it is asked of.
  String authority() {
    return playlist.getAuthority();
  }

  /// The path with variables that the request of this number has over HTTP/2 now.
  String nextPath(int number) {
    return path(String.format(Locale.ROOT, "%0" + TOKEN_DIGITS + "d", number));
  }

  /// The request of this number over HTTP/1, valid until the next.
  ByteBuf next(int number) {
    int left = number;
    for (int digit = tokenAt + TOKEN_DIGITS - 1; tokenAt >= 0 && digit >= tokenAt; digit--) {
      next.setByte(digit, '0' + left % 10);
      left /= 10;
    }
    return next;
  }

  /// The part that goes with it; empty before the first answer.
  String part() {
    return part;
  }

  /// Looks at what has come over HTTP/1 so far; true if that is an answer, false if there is more
  /// to come.
  ///
  /// @throws IllegalStateException if it is no playlist
  boolean takes(ByteBuf answer) {
    return isLast(answer) || readsNew(answer);
  }

  /// Takes the whole body of an answer.
  ///
  /// @throws IllegalStateException if it is no playlist
  void takesBody(ByteBuf body) {
    if (!isLast(body)) {
      remember(body, body.toString(StandardCharsets.UTF_8));
    }
  }

  /// As most are: heads differ by their dates, bodies by tokens, all of the same length.
  private boolean isLast(ByteBuf answer) {
    return answer.readableBytes() == lastBytes
        && ByteBufUtil.equals(answer, answer.readerIndex() + hintAt, hint, 0, hint.readableBytes());
  }

  private boolean readsNew(ByteBuf answer) {
    int head = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(END_OF_HEAD), answer);
    if (head < 0) {
      return false;
    }
    int body = head - answer.readerIndex() + END_OF_HEAD.length;
    String text = answer.toString(StandardCharsets.UTF_8);
    Matcher length = LENGTH.matcher(text);
    if (!text.startsWith("HTTP/1.1 200 ") || !length.find()) {
      throw new IllegalStateException("the playlist was refused: " + text);
    }
    if (answer.readableBytes() < body + Integer.parseInt(length.group(1))) {
      return false;
    }
    remember(answer, text);
    return true;
  }

  private void remember(ByteBuf answer, String text) {
    Matcher named = HINT.matcher(text);
    if (!named.find()) {
      throw new IllegalStateException("the playlist has no hint: " + text);
    }
    lastBytes = answer.readableBytes();
    hintAt = named.start();
    hint = Unpooled.copiedBuffer(named.group(), StandardCharsets.US_ASCII);
    part = "_HLS_msn=" + named.group(1) + "&_HLS_part=" + named.group(2);
    variables = "&" + part + "&_HLS_skip=YES";
    next.release();
    next = request();
  }

  /// Notes an answer.
  ///
  /// @param awaited the part it was waited for; empty for the first, which nobody waited for
  void arrived(String awaited, long nanos) {
    if (!awaited.isEmpty()) {
      arrivals.computeIfAbsent(awaited, _ -> new ArrayList<>()).add(nanos);
    }
  }

  /// How much later than the first of them each answer came, for each crowd in which all were
  /// waiting, the smallest first.
  ///
  /// @param least how many must have got the answer
  /// @param skipped crowds at the beginning, when not all were there
  List<List<Long>> delays(int least, int skipped) {
    return arrivals.values().stream()
        .filter(times -> times.size() >= least)
        .skip(skipped)
        .map(Crowd::late)
        .toList();
  }

  private static List<Long> late(List<Long> times) {
    long first = Collections.min(times);
    return times.stream().map(time -> time - first).sorted().toList();
  }
}
