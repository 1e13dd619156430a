package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DateFormatter;
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
import java.util.Date;
import java.util.Locale;
import java.util.Map;

/// Turns a [Response] into what the codec writes: common header fields, length, compression.
final class ResponseWriter {
  private static final int WORTH_COMPRESSING_BYTES = 1024;
  private static final int SMALL_ENOUGH_TO_COMPRESS_BYTES = 1 << 20;

  /// What a head usually takes.
  static final int HEAD_BYTES = 1024;

  // Copied for each answer, which is cheaper than to make them.
  private static final HttpHeaders COMMON = common();
  private static final HttpHeaders NOT_KEPT = notKept();
  private static final AsciiString DATE = new AsciiString("Date");

  private ResponseWriter() {}

  /// The whole answer, which uses up the body of `response`.
  ///
  /// @param acceptsGzip whether the peer would take it compressed
  /// @param headOnly whether the body is to be left out
  static FullHttpResponse whole(Response response, boolean acceptsGzip, boolean headOnly) {
    ByteBuf body = response.body();
    boolean compress = isWorthCompressing(response);
    boolean gzip = compress && acceptsGzip;
    if (gzip) {
      body = gzip(response);
    }
    int length = body.readableBytes();
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
    if (response.status() != 204 && (length > 0 || !headOnly)) {
      message.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
    }
    if (compress) {
      message.headers().add(HttpHeaderNames.VARY, "Accept-Encoding");
    }
    if (gzip) {
      message.headers().set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
    }
    return message;
  }

  /// The bytes of an answer over HTTP/1 after which the connection lives on; the body of `response`
  /// is left alone.
  static byte[] http1(Response response, boolean gzip) {
    response.body().retain();
    FullHttpResponse message = whole(response, gzip, false);
    ByteBuf out = Unpooled.buffer(HEAD_BYTES + message.content().readableBytes());
    writeHead(message, out);
    out.writeBytes(message.content().duplicate());
    message.release();
    return ByteBufUtil.getBytes(out);
  }

  /// Writes the head of an answer over HTTP/1 (RFC 9112 4 and 5), as the codec would.
  static void writeHead(HttpResponse message, ByteBuf out) {
    ByteBufUtil.writeAscii(out, message.protocolVersion().text());
    out.writeByte(' ');
    ByteBufUtil.writeAscii(out, message.status().toString());
    out.writeShort(HttpConstants.CR << 8 | HttpConstants.LF);
    for (var fields = message.headers().iteratorCharSequence(); fields.hasNext(); ) {
      Map.Entry<CharSequence, CharSequence> field = fields.next();
      ByteBufUtil.writeAscii(out, field.getKey());
      out.writeShort(':' << 8 | ' ');
      ByteBufUtil.writeAscii(out, field.getValue());
      out.writeShort(HttpConstants.CR << 8 | HttpConstants.LF);
    }
    out.writeShort(HttpConstants.CR << 8 | HttpConstants.LF);
  }

  /// The head of an answer whose body follows.
  static HttpResponse head(Response response) {
    return new DefaultHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()), fields(response));
  }

  /// The fields of an answer, with those that every answer carries: who may use it from another
  /// page, and how long it may be kept.
  @SuppressWarnings("JavaUtilDate") // what the codec's formatter takes, the quickest there is
  static HttpHeaders fields(Response response) {
    HttpHeaders out = (response.headers().containsKey("Cache-Control") ? COMMON : NOT_KEPT).copy();
    out.set(DATE, DateFormatter.format(new Date()));
    response.headers().forEach(out::set);
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

  static boolean isWorthCompressing(Response response) {
    String type = response.headers().getOrDefault("Content-Type", "").toLowerCase(Locale.ROOT);
    int length = response.body().readableBytes();
    return length >= WORTH_COMPRESSING_BYTES
        && length <= SMALL_ENOUGH_TO_COMPRESS_BYTES
        && !response.headers().containsKey("Content-Encoding")
        && isText(type);
  }

  private static boolean isText(String type) {
    return type.startsWith("text/")
        || type.contains("json")
        || type.contains("javascript")
        || type.contains("xml")
        || type.contains("mpegurl");
  }

  private static ByteBuf gzip(Response response) {
    SharedBody shared = response.shared();
    ByteBuf gzip =
        shared == null
            ? Gzip.quickly(
                ByteBufUtil.getBytes(
                    response.body(),
                    response.body().readerIndex(),
                    response.body().readableBytes(),
                    false))
            : Unpooled.wrappedBuffer(shared.gzip());
    response.body().release();
    return gzip;
  }
}
