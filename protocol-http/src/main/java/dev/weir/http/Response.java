package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An answer: status, header fields, body. Sent once; [HttpExchange] owns the body from then on and
/// releases it, whether the peer is still there or not.
///
/// Every answer also gets the cross-origin fields and, unless it brings a `Cache-Control` of its
/// own, is not to be cached.
public final class Response {
  private final int status;
  private final String[] fields; // name, value, name, …; never changed
  private final ByteBuf body; // empty if it is late
  private final @Nullable LateBody late;
  private final @Nullable Supplier<ByteBuf>
      gzip; // the body compressed; null to do it when it is sent
  private final boolean closing;

  private Response(
      int status,
      String[] fields,
      ByteBuf body,
      @Nullable LateBody late,
      @Nullable Supplier<ByteBuf> gzip,
      boolean closing) {
    this.status = status;
    this.fields = fields;
    this.body = body;
    this.late = late;
    this.gzip = gzip;
    this.closing = closing;
  }

  private static String[] type(String contentType) {
    return new String[] {"Content-Type", contentType};
  }

  /// An answer with `body`, which passes into the answer's ownership.
  public static Response of(int status, String contentType, ByteBuf body) {
    return new Response(status, type(contentType), body, null, null, false);
  }

  /// An answer with a body that others get, too.
  public static Response of(int status, String contentType, SharedBody body) {
    return of(status, contentType, Unpooled.EMPTY_BUFFER).withBody(body);
  }

  /// The same answer with `bytes`, which pass into its ownership, in place of no body.
  public Response withBody(ByteBuf bytes) {
    return new Response(status, fields, bytes, null, null, closing);
  }

  /// The same answer with a body that others get, too, in place of none.
  public Response withBody(SharedBody shared) {
    ByteBuf bytes = Unpooled.wrappedBuffer(shared.plain());
    return new Response(
        status, fields, bytes, null, () -> Unpooled.wrappedBuffer(shared.gzip()), closing);
  }

  /// The same answer with a body that is written when it is sent, in place of none.
  public Response withBody(LateBody own) {
    return new Response(status, fields, Unpooled.EMPTY_BUFFER, own, own::compressed, closing);
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
    return new Response(status, new String[0], Unpooled.EMPTY_BUFFER, null, null, false);
  }

  /// The same answer with another header field, which replaces one of the same name.
  ///
  /// @param value without characters that would end the field
  public Response with(String name, String value) {
    if (HttpHeaderValidationUtil.validateValidHeaderValue(value) >= 0) {
      throw new IllegalArgumentException(name + " would have a character that no field may have");
    }
    int at = indexOf(name);
    String[] more = Arrays.copyOf(fields, at < 0 ? fields.length + 2 : fields.length);
    int place = at < 0 ? fields.length : at;
    more[place] = name;
    more[place + 1] = value;
    return new Response(status, more, body, late, gzip, closing);
  }

  /// The same answer with another status.
  public Response withStatus(int other) {
    return new Response(other, fields, body, late, gzip, closing);
  }

  /// The same answer, after which an HTTP/1 connection is closed.
  public Response closing() {
    return new Response(status, fields, body, late, gzip, true);
  }

  int status() {
    return status;
  }

  /// Never changed; the same array where an answer was made from another without another field.
  String[] fields() {
    return fields;
  }

  boolean has(String name) {
    return indexOf(name) >= 0;
  }

  /// The field's value; empty if there is none.
  String field(String name) {
    int at = indexOf(name);
    return at < 0 ? "" : fields[at + 1];
  }

  void forEachField(BiConsumer<String, String> then) {
    for (int i = 0; i < fields.length; i += 2) {
      then.accept(fields[i], fields[i + 1]);
    }
  }

  /// Negative if there is none.
  private int indexOf(String name) {
    for (int i = 0; i < fields.length; i += 2) {
      if (fields[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  int bodyBytes() {
    return late == null ? body.readableBytes() : late.bytes();
  }

  /// Called once, by whoever sends it.
  ByteBuf body() {
    if (late == null) {
      return body;
    }
    ByteBuf written = Unpooled.buffer(late.bytes());
    late.writeTo(written);
    return written;
  }

  /// In place of [#body] for whoever puts it behind something.
  void moveBodyTo(ByteBuf out) {
    if (late == null) {
      out.writeBytes(body);
      body.release();
    } else {
      late.writeTo(out);
    }
  }

  /// In place of [#body] if it is not sent.
  void drop() {
    body.release();
  }

  @Nullable Supplier<ByteBuf> gzip() {
    return gzip;
  }

  boolean isClosing() {
    return closing;
  }
}
