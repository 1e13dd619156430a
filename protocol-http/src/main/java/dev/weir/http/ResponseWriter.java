package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/// Turns a [Response] into what the codec writes: common header fields, length, compression.
final class ResponseWriter {
  private static final int WORTH_COMPRESSING_BYTES = 1024;
  private static final int SMALL_ENOUGH_TO_COMPRESS_BYTES = 1 << 20;

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
      body = gzip(body);
    }
    int length = body.readableBytes();
    if (headOnly) {
      body.release();
      body = Unpooled.EMPTY_BUFFER;
    }
    FullHttpResponse message =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()), body);
    commonFields(message.headers(), response);
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

  /// The head of an answer whose body follows.
  static HttpResponse head(Response response) {
    HttpResponse message =
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()));
    commonFields(message.headers(), response);
    return message;
  }

  /// What every answer carries: who may use it from another page, and how long it may be kept.
  static void commonFields(HttpHeaders out, Response response) {
    out.set("Server", "Weir");
    out.set("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    out.set("Access-Control-Allow-Origin", "*");
    out.set("Access-Control-Allow-Credentials", "true");
    out.set("Access-Control-Expose-Headers", "*");
    out.set("Access-Control-Max-Age", "600");
    out.set("Access-Control-Allow-Methods", "GET, POST, OPTIONS, HEAD");
    // Fetch 3.2.3: the asterisk does not stand for Authorization.
    out.set("Access-Control-Allow-Headers", "*, Authorization");
    out.set("X-Content-Type-Options", "nosniff");
    if (!response.headers().containsKey("Cache-Control")) {
      out.set("Cache-Control", "no-cache, no-store, must-revalidate");
      out.set("Pragma", "no-cache");
      out.set("Expires", "0");
    }
    response.headers().forEach(out::set);
  }

  private static boolean isWorthCompressing(Response response) {
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

  private static ByteBuf gzip(ByteBuf body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.readableBytes() / 3);
    try (ByteBufInputStream in = new ByteBufInputStream(body, true);
        GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      in.transferTo(gzip);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory to memory
    }
    return Unpooled.wrappedBuffer(out.toByteArray());
  }
}
