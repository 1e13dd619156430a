package dev.weir.bench.segmented;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What requests that wait for the same playlist share: what is asked for, the answer that came
/// last, and when each of them got it. Confined to their event loop.
///
/// `TOKEN` in the variables of the address stands for a token of each request's own.
final class Crowd {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");
  private static final Pattern HINT = Pattern.compile("PRELOAD-HINT.*chunk_(\\d+)\\.(\\d+)\\.m4s");
  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

  private static final String TOKEN = "TOKEN";
  private static final int TOKEN_DIGITS = 10;

  private final URI playlist;
  private final long pauseMillis;
  private final Map<String, List<Long>> arrivals = new TreeMap<>(); // by part
  private final List<Runnable> pausing = new ArrayList<>(); // what they ask when the pause is over

  private int lastBytes; // of the newest answer
  private int hintAt; // where it names the part that comes next
  private ByteBuf hint = Unpooled.EMPTY_BUFFER; // what it says there
  private String part = ""; // that whoever has got it waits for
  private String variables = ""; // with which he asks for it
  private ByteBuf next; // his request over HTTP/1
  private int tokenAt; // in it; negative if it has none
  private int refused;

  /// @param pauseMillis how long after the first answer players ask again; 0 for at once
  Crowd(URI playlist, long pauseMillis) {
    this.playlist = playlist;
    this.pauseMillis = pauseMillis;
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
    return Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
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

  /// The request of this number over HTTP/1.
  ByteBuf next(int number) {
    if (tokenAt < 0) {
      return next.duplicate();
    }
    ByteBuf own = Unpooled.copiedBuffer(next);
    int left = number;
    for (int digit = tokenAt + TOKEN_DIGITS - 1; left > 0; digit--) {
      own.setByte(digit, '0' + left % 10);
      left /= 10;
    }
    return own;
  }

  /// Has somebody ask for what comes next. Where the players are on the server's machine, what they
  /// ask is in the way of what others wait for still, unless they pause as a network would.
  ///
  /// @param loop theirs
  void asksAgain(EventExecutor loop, Runnable ask) {
    if (pauseMillis == 0) {
      ask.run();
      return;
    }
    if (pausing.isEmpty()) {
      loop.schedule(this::askAgain, pauseMillis, TimeUnit.MILLISECONDS);
    }
    pausing.add(ask);
  }

  private void askAgain() {
    pausing.forEach(Runnable::run);
    pausing.clear();
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
    next = request();
  }

  void arrived(String awaited, long nanos) {
    arrivals.computeIfAbsent(awaited, _ -> new ArrayList<>()).add(nanos);
  }

  void refused() {
    refused++;
  }

  int refusals() {
    return refused;
  }

  /// How much later than the first of them each answer came, the smallest first.
  ///
  /// @param least how many must have got the answer
  List<Long> delays(int least) {
    List<Long> delays = new ArrayList<>();
    for (List<Long> times : arrivals.values()) {
      if (times.size() >= least) {
        times.forEach(time -> delays.add(time - times.getFirst()));
      }
    }
    delays.sort(null);
    return delays;
  }
}
