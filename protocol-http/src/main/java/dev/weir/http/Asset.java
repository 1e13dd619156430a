package dev.weir.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A file that never changes while the server runs: kept in memory, compressed once, revalidated by
/// its hash. Immutable.
public final class Asset implements HttpHandler {
  private final String contentType;
  private final String cacheControl;
  private final byte[] plain;
  private final byte[] gzip;
  private final String tag;

  private Asset(String contentType, String cacheControl, byte[] content) {
    this.contentType = contentType;
    this.cacheControl = cacheControl;
    this.plain = content;
    this.gzip = Gzip.well(content);
    this.tag = hash(content);
  }

  /// Browsers ask each time whether it has changed.
  public static Asset revalidated(String contentType, String content) {
    return new Asset(contentType, "no-cache", content.getBytes(StandardCharsets.UTF_8));
  }

  /// Browsers keep it for a day without asking.
  public static Asset kept(String contentType, byte[] content) {
    return new Asset(contentType, "public, max-age=86400", content.clone());
  }

  /// Reads a resource that stands beside `owner`.
  ///
  /// @throws IllegalArgumentException if there is none
  public static byte[] resource(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("resource " + name + " of " + owner + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void handle(HttpExchange exchange) {
    Request request = exchange.request();
    boolean compressed = request.acceptsGzip() && gzip.length < plain.length;
    // RFC 9110 8.8.3.3: each encoding has a tag of its own.
    String etag = compressed ? "\"" + tag + "-gzip\"" : "\"" + tag + "\"";
    boolean known = request.headers().get("If-None-Match", "").contains(etag);
    Response response =
        known ? Response.empty(304) : Response.of(200, contentType, compressed ? gzip : plain);
    if (compressed && !known) {
      response = response.with("Content-Encoding", "gzip");
    }
    exchange.respond(
        response
            .with("ETag", etag)
            .with("Cache-Control", cacheControl)
            .with("Vary", "Accept-Encoding"));
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
