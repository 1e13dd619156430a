package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An answer: status, header fields, body. Sent once; [HttpExchange] owns the body from then on and
/// releases it, whether the peer is still there or not.
///
/// Every answer also gets the cross-origin fields and, unless it brings a `Cache-Control` of its
/// own, is not to be cached.
public final class Response {
  private final int status;
  private final Map<String, String> headers;
  private final ByteBuf body;
  private final @Nullable Supplier<ByteBuf>
      gzip; // the body compressed; null to do it when it is sent
  private final boolean closing;

  private Response(
      int status,
      Map<String, String> headers,
      ByteBuf body,
      @Nullable Supplier<ByteBuf> gzip,
      boolean closing) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.gzip = gzip;
    this.closing = closing;
  }

  /// An answer with `body`, which passes into the answer's ownership.
  public static Response of(int status, String contentType, ByteBuf body) {
    return new Response(status, Map.of("Content-Type", contentType), body, null, false);
  }

  /// An answer with a body that others get, too.
  public static Response of(int status, String contentType, SharedBody body) {
    return of(status, contentType, body.plain(), () -> Unpooled.wrappedBuffer(body.gzip()));
  }

  /// An answer with `body`, which nobody changes from here on.
  ///
  /// @param gzip called if the peer takes it compressed, and whoever sends it finds that worth it
  public static Response of(int status, String contentType, byte[] body, Supplier<ByteBuf> gzip) {
    Map<String, String> headers = Map.of("Content-Type", contentType);
    return new Response(status, headers, Unpooled.wrappedBuffer(body), gzip, false);
  }

  /// An answer with `body`, which nobody changes from here on.
  public static Response of(int status, String contentType, byte[] body) {
    return of(status, contentType, Unpooled.wrappedBuffer(body));
  }

  /// An answer in UTF-8.
  public static Response of(int status, String contentType, String body) {
    return of(status, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  /// One sentence for people and logs.
  public static Response text(int status, String sentence) {
    return of(status, "text/plain; charset=utf-8", sentence + "\n");
  }

  /// An answer without a body.
  public static Response empty(int status) {
    return new Response(status, Map.of(), Unpooled.EMPTY_BUFFER, null, false);
  }

  /// The same answer with another header field, which replaces one of the same name.
  ///
  /// @param value without characters that would end the field
  public Response with(String name, String value) {
    if (HttpHeaderValidationUtil.validateValidHeaderValue(value) >= 0) {
      throw new IllegalArgumentException(name + " would have a character that no field may have");
    }
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, more, body, gzip, closing);
  }

  /// The same answer with another status.
  public Response withStatus(int other) {
    return new Response(other, headers, body, gzip, closing);
  }

  /// The same answer, after which an HTTP/1 connection is closed.
  public Response closing() {
    return new Response(status, headers, body, gzip, true);
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  ByteBuf body() {
    return body;
  }

  @Nullable Supplier<ByteBuf> gzip() {
    return gzip;
  }

  boolean isClosing() {
    return closing;
  }
}
