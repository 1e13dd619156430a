package dev.weir.bench.segmented;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What players that wait for the same playlist share: what they ask for, the answer that came
/// last, and when each of them got it. Confined to their event loop.
final class Crowd {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");
  private static final Pattern HINT = Pattern.compile("PRELOAD-HINT.*chunk_(\\d+)\\.(\\d+)\\.m4s");
  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

  private final URI playlist;
  private final Map<String, List<Long>> arrivals = new TreeMap<>(); // by part

  private ByteBuf last = Unpooled.EMPTY_BUFFER; // the newest answer
  private int bodyAt; // in it
  private String part = ""; // that a player waits for who has got it
  private ByteBuf next; // his request
  private int refused;

  Crowd(URI playlist) {
    this.playlist = playlist;
    this.next = request("");
  }

  private ByteBuf request(String query) {
    String text = "GET " + playlist.getRawPath() + query + " HTTP/1.1\r\nHost: ";
    return Unpooled.unreleasableBuffer(
        Unpooled.copiedBuffer(
            text + playlist.getAuthority() + "\r\n\r\n", StandardCharsets.US_ASCII));
  }

  /// What is to be asked for now.
  ByteBuf next() {
    return next.duplicate();
  }

  /// The part that goes with it; empty before the first answer.
  String part() {
    return part;
  }

  /// Looks at what a player has got so far; true if that is an answer, false if there is more to
  /// come.
  ///
  /// @throws IllegalStateException if it is no playlist
  boolean takes(ByteBuf answer) {
    return isLast(answer) || readsNew(answer);
  }

  /// As most are: heads differ by their dates, which are of the same length.
  private boolean isLast(ByteBuf answer) {
    return answer.readableBytes() == last.readableBytes()
        && ByteBufUtil.equals(
            answer, answer.readerIndex() + bodyAt, last, bodyAt, last.readableBytes() - bodyAt);
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
    Matcher hint = HINT.matcher(text);
    if (!hint.find()) {
      throw new IllegalStateException("the playlist has no hint: " + text);
    }
    last = Unpooled.copiedBuffer(answer);
    bodyAt = body;
    part = "_HLS_msn=" + hint.group(1) + "&_HLS_part=" + hint.group(2);
    next = request("?" + part + "&_HLS_skip=YES");
    return true;
  }

  void arrived(String awaited, long nanos) {
    arrivals.computeIfAbsent(awaited, _ -> new ArrayList<>()).add(nanos);
  }

  void refused() {
    refused++;
  }

  int refusedPlayers() {
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
