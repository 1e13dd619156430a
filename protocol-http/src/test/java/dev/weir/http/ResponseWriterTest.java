package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.http.ResponseWriter.Body;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResponseWriterTest {
  private static final String LIST = "application/vnd.apple.mpegurl";

  static Stream<Supplier<Response>> answers() {
    return Stream.of(
        () -> Response.text(200, "A sentence"),
        () -> Response.of(200, LIST, "a line\n".repeat(500)),
        () -> Response.of(200, LIST, "a line\n".repeat(500)).with("Cache-Control", "no-cache"),
        () -> Response.of(200, "video/mp4", new byte[5000]).with("Cache-Control", "public"),
        () -> Response.of(200, LIST, new byte[5000]).with("Content-Encoding", "gzip"),
        () -> Response.empty(200).with("Access-Control-Allow-Methods", "GET, OPTIONS"),
        () -> Response.empty(304).with("Vary", "Accept-Encoding"),
        () -> Response.empty(204));
  }

  /// The lines of a head as bytes, but for the date, which may be of the next second.
  private static List<String> lines(Response response, boolean gzip) {
    ByteBuf out = Unpooled.buffer();
    Body body = Body.of(response, gzip);
    ResponseWriter.writeHead(response, body, out);
    body.bytes().release();
    String head = out.toString(StandardCharsets.ISO_8859_1);
    assertThat(head).endsWith("\r\n\r\n").contains("\r\nDate: ").contains(" GMT\r\n");
    return Stream.of(head.strip().split("\r\n"))
        .filter(line -> !line.startsWith("Date: "))
        .map(line -> line.toLowerCase(Locale.ROOT))
        .toList();
  }

  /// The same as the codec would write them.
  private static List<String> fields(Response response, boolean gzip) {
    FullHttpResponse message = ResponseWriter.whole(response, gzip, false);
    message.release();
    Stream<String> fields =
        message.headers().entries().stream()
            .filter(field -> !field.getKey().equals("Date"))
            .map(field -> field.getKey() + ": " + field.getValue());
    return Stream.concat(Stream.of("HTTP/1.1 " + message.status()), fields)
        .map(line -> line.toLowerCase(Locale.ROOT))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("answers")
  void anAnswerHasTheSameHeadWhetherTheCodecWritesItOrNot(Supplier<Response> answer) {
    for (boolean gzip : new boolean[] {false, true}) {
      assertThat(lines(answer.get(), gzip))
          .containsExactlyInAnyOrderElementsOf(fields(answer.get(), gzip));
    }
  }

  @Test
  void whatWouldEndAFieldIsNotTaken() {
    for (String value : List.of("a\r\nSet-Cookie: b", "a\nb", "a\0b", "\rb")) {
      assertThatThrownBy(() -> Response.empty(200).with("X-Test", value))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'gzip, deflate, br', true",
    "gzip, true",
    "'br, GZIP;q=0.5', true",
    "'gzip;q=0, br', false",
    "'gzipped, br', false",
    "'', false"
  })
  void gzipIsForThoseWhoSayThatTheyTakeIt(String accepted, boolean gzip) throws Exception {
    Route list = Route.at("/list", e -> e.respond(Response.of(200, LIST, "a line\n".repeat(500))));
    try (TestServer server = TestServer.of(list);
        RawPeer peer = server.connect()) {
      peer.send("GET /list HTTP/1.1\r\nHost: x\r\nAccept-Encoding: " + accepted + "\r\n\r\n");
      assertThat(peer.readUntil("\r\n\r\n").contains("content-encoding: gzip")).isEqualTo(gzip);
    }
  }
}
