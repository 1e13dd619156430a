package dev.weir.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An answer whose head has come. Its body must be read or closed. Belongs to one thread.
public final class Fetched implements AutoCloseable {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d+/(\\d{1,18})");

  private final URI uri;
  private final int status;
  private final HttpHeaders headers;
  private final InputStream body;

  Fetched(URI uri, int status, HttpHeaders headers, InputStream body) {
    this.uri = uri;
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /// Where it was found after all redirects: what relative references in it are relative to.
  public URI uri() {
    return uri;
  }

  /// 200, or 206 for a part that was asked for.
  public int status() {
    return status;
  }

  /// A header's first value, empty if it is not there.
  public String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  /// The size of the whole, as far as the server says: also where this is a part of it.
  public OptionalLong totalBytes() {
    Matcher range = CONTENT_RANGE.matcher(header("Content-Range"));
    if (status == 206) {
      return range.matches()
          ? OptionalLong.of(Long.parseLong(range.group(2)))
          : OptionalLong.empty();
    }
    return headers.firstValueAsLong("Content-Length");
  }

  /// Where the body begins in the whole.
  public long firstByte() {
    Matcher range = CONTENT_RANGE.matcher(header("Content-Range"));
    return status == 206 && range.matches() ? Long.parseLong(range.group(1)) : 0;
  }

  /// Whether a part can be asked for.
  public boolean hasRanges() {
    return status == 206 || header("Accept-Ranges").equalsIgnoreCase("bytes");
  }

  /// The body, plain. Reading blocks, throws a [FetchException] if the server falls silent or
  /// breaks off, and ends when the thread is interrupted.
  public InputStream body() {
    return body;
  }

  /// The whole body.
  ///
  /// @throws FetchException if it has more than `maxBytes`, compressed or not
  public byte[] readAll(int maxBytes) throws IOException {
    byte[] all = body.readNBytes(maxBytes);
    if (all.length == maxBytes && body.read() >= 0) {
      throw new FetchException(
          status, Urls.plain(uri) + " is larger than the limit of " + maxBytes + " bytes");
    }
    return all;
  }

  /// Lets go of the connection; what was not read is not waited for.
  @Override
  public void close() throws IOException {
    body.close();
  }
}
