package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpConstants;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Turns a [Response] into what the codec writes, or over HTTP/1 into bytes: common header fields,
/// length, compression.
final class ResponseWriter {
  private static final int WORTH_COMPRESSING_BYTES = 1024;
  private static final int SMALL_ENOUGH_TO_COMPRESS_BYTES = 1 << 20;

  /// What a head usually takes.
  static final int HEAD_BYTES = 1024;

  private static final int NO_CONTENT = 204;
  private static final String CACHE_CONTROL = "Cache-Control";
  private static final int END_OF_LINE = HttpConstants.CR << 8 | HttpConstants.LF;
  private static final AsciiString VERSION = new AsciiString("HTTP/1.1 ");

  // Copied for each answer, which is cheaper than to make them.
  private static final HttpHeaders COMMON = common();
  private static final HttpHeaders NOT_KEPT = notKept();
  private static final List<Line> COMMON_LINES = lines(COMMON);
  private static final List<Line> NOT_KEPT_LINES = lines(NOT_KEPT);
  private static final AsciiString DATE = new AsciiString("Date");

  /// A field that every answer has unless it brings one of its own.
  private record Line(String name, AsciiString text) {
    static Line of(String name, String value) {
      return new Line(name, new AsciiString(name + ": " + value + "\r\n"));
    }
  }

  /// A body as it is sent to one peer.
  ///
  /// @param compressed null if it is sent as it is
  /// @param varies whether other peers get it in another form
  record Body(Response response, @Nullable ByteBuf compressed, boolean varies) {
    /// The body of `response`, which is used up.
    ///
    /// @param acceptsGzip whether the peer would take it compressed
    static Body of(Response response, boolean acceptsGzip) {
      boolean compressible = isWorthCompressing(response);
      return new Body(
          response, compressible && acceptsGzip ? zipped(response) : null, compressible);
    }

    boolean gzip() {
      return compressed != null;
    }

    int length() {
      return compressed == null ? response.bodyBytes() : compressed.readableBytes();
    }

    /// The caller's, who calls this or [#moveTo] once.
    ByteBuf bytes() {
      return compressed == null ? response.body() : compressed;
    }

    /// Writes it behind what there is.
    void moveTo(ByteBuf out) {
      if (compressed == null) {
        response.moveBodyTo(out);
      } else {
        out.writeBytes(compressed);
        compressed.release();
      }
    }
  }

  private ResponseWriter() {}

  /// The whole answer, which uses up the body of `response`.
  ///
  /// @param acceptsGzip whether the peer would take it compressed
  /// @param headOnly whether the body is to be left out
  static FullHttpResponse whole(Response response, boolean acceptsGzip, boolean headOnly) {
    Body sent = Body.of(response, acceptsGzip);
    int length = sent.length();
    ByteBuf body = sent.bytes();
    if (headOnly) {
      body.release();
      body = Unpooled.EMPTY_BUFFER;
    }
    FullHttpResponse message =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            body,
            fields(response),
            EmptyHttpHeaders.INSTANCE);
    // RFC 9110 8.6: with HEAD the length is that of the body which GET would have got; where the
    // answer has none, it is not known.
    if (response.status() != NO_CONTENT && (length > 0 || !headOnly)) {
      message.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
    }
    if (sent.varies()) {
      message.headers().add(HttpHeaderNames.VARY, "Accept-Encoding");
    }
    if (sent.gzip()) {
      message.headers().set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
    }
    return message;
  }

  /// Writes the head of an answer over HTTP/1 (RFC 9112 4 and 5) that has `body`, and after which
  /// the connection lives on.
  static void writeHead(Response response, Body body, ByteBuf out) {
    HttpResponseStatus status = HttpResponseStatus.valueOf(response.status());
    ByteBufUtil.writeAscii(out, VERSION);
    ByteBufUtil.writeAscii(out, status.codeAsText());
    out.writeByte(' ');
    ByteBufUtil.writeAscii(out, status.reasonPhrase());
    out.writeShort(END_OF_LINE);
    for (Line line : response.has(CACHE_CONTROL) ? COMMON_LINES : NOT_KEPT_LINES) {
      if (!response.has(line.name())) {
        ByteBufUtil.writeAscii(out, line.text());
      }
    }
    writeField(DATE, DateNow.text(), out);
    response.forEachField((name, value) -> writeField(name, value, out));
    if (response.status() != NO_CONTENT) {
      int length = body.length();
      writeField(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(length), out);
    }
    if (body.varies()) {
      writeField(HttpHeaderNames.VARY, "Accept-Encoding", out);
    }
    if (body.gzip()) {
      writeField(HttpHeaderNames.CONTENT_ENCODING, "gzip", out);
    }
    out.writeShort(END_OF_LINE);
  }

  private static void writeField(CharSequence name, CharSequence value, ByteBuf out) {
    ByteBufUtil.writeAscii(out, name);
    out.writeShort(':' << 8 | ' ');
    ByteBufUtil.writeAscii(out, value);
    out.writeShort(END_OF_LINE);
  }

  /// The head of an answer whose body follows.
  static HttpResponse head(Response response) {
    return new DefaultHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()), fields(response));
  }

  /// The fields of an answer, with those that every answer carries: who may use it from another
  /// page, and how long it may be kept.
  static HttpHeaders fields(Response response) {
    HttpHeaders out = (response.has(CACHE_CONTROL) ? COMMON : NOT_KEPT).copy();
    out.set(DATE, DateNow.text());
    response.forEachField(out::set);
    return out;
  }

  private static HttpHeaders common() {
    return fixed(
        "Server", "Weir",
        "Access-Control-Allow-Origin", "*",
        "Access-Control-Allow-Credentials", "true",
        "Access-Control-Expose-Headers", "*",
        "Access-Control-Max-Age", "600",
        "Access-Control-Allow-Methods", "GET, POST, OPTIONS, HEAD",
        // Fetch 3.2.3: the asterisk does not stand for Authorization.
        "Access-Control-Allow-Headers", "*, Authorization",
        "X-Content-Type-Options", "nosniff");
  }

  private static HttpHeaders notKept() {
    return common()
        .add(
            fixed(
                "Cache-Control", "no-cache, no-store, must-revalidate",
                "Pragma", "no-cache",
                "Expires", "0"));
  }

  /// In the form that the codec writes without looking at each character.
  private static HttpHeaders fixed(String... namesAndValues) {
    HttpHeaders fields = new DefaultHttpHeaders();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.set(new AsciiString(namesAndValues[i]), new AsciiString(namesAndValues[i + 1]));
    }
    return fields;
  }

  private static List<Line> lines(HttpHeaders fields) {
    return fields.entries().stream()
        .map(field -> Line.of(field.getKey(), field.getValue()))
        .toList();
  }

  private static boolean isWorthCompressing(Response response) {
    int length = response.bodyBytes();
    return length >= WORTH_COMPRESSING_BYTES
        && length <= SMALL_ENOUGH_TO_COMPRESS_BYTES
        && response.status() != 206 // whose bytes are counted as they are
        && !response.has("Content-Encoding")
        && isText(response.field("Content-Type").toLowerCase(Locale.ROOT));
  }

  private static boolean isText(String type) {
    return type.startsWith("text/")
        || type.contains("json")
        || type.contains("javascript")
        || type.contains("xml")
        || type.contains("mpegurl");
  }

  private static ByteBuf zipped(Response response) {
    Supplier<ByteBuf> known = response.gzip();
    if (known != null) {
      response.drop();
      return known.get();
    }
    ByteBuf body = response.body();
    ByteBuf gzip = Gzip.quickly(bytes(body));
    body.release();
    return gzip;
  }

  private static byte[] bytes(ByteBuf body) {
    return ByteBufUtil.getBytes(body, body.readerIndex(), body.readableBytes(), false);
  }
}
