package dev.weir.http;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// A body that is sent to many, compressed once for all who take it so, and for those who ask over
/// HTTP/1 within a second put behind one head. Nobody changes its bytes. Any thread.
public final class SharedBody {
  /// Of a longer one the head is not worth another copy.
  private static final int LONGEST_FRAMED_BYTES = 64 * 1024;

  private final byte[] plain;
  private final AtomicReferenceArray<Framed> framed =
      new AtomicReferenceArray<>(2); // the newest: as it is, and compressed

  private volatile byte @Nullable [] gzip; // set once by whoever needs it first; twice is harmless

  /// @param plain which nobody changes from here on
  public SharedBody(byte[] plain) {
    this.plain = plain;
  }

  /// As it is.
  public byte[] plain() {
    return plain;
  }

  /// The bytes of a whole answer over HTTP/1.
  private static final class Framed {
    private final int status;
    private final Map<String, String> headers;
    private final long second; // of its date
    private final byte[] bytes;

    Framed(Response response, long second, byte[] bytes) {
      this.status = response.status();
      this.headers = response.headers();
      this.second = second;
      this.bytes = bytes;
    }

    boolean is(Response response, long now) {
      return second == now && status == response.status() && headers.equals(response.headers());
    }
  }

  /// Whether [#framed] answers are kept.
  boolean isFramed() {
    return plain.length <= LONGEST_FRAMED_BYTES;
  }

  /// The bytes of an answer with this body over HTTP/1, which nobody changes.
  ///
  /// @param response which has this body, and lets the connection live
  byte[] framed(Response response, boolean acceptsGzip) {
    int form = acceptsGzip && ResponseWriter.isWorthCompressing(response) ? 1 : 0;
    long second = System.currentTimeMillis() / 1000;
    Framed known = framed.get(form);
    if (known == null || !known.is(response, second)) {
      byte[] bytes = ResponseWriter.http1(response, form == 1);
      known = new Framed(response, second, bytes);
      framed.set(form, known);
    }
    return known.bytes;
  }

  byte[] gzip() {
    byte[] known = gzip;
    if (known == null) {
      known = Gzip.well(plain);
      gzip = known;
    }
    return known;
  }
}
