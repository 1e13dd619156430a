package dev.weir.source;

import dev.weir.fetch.FetchCache;
import dev.weir.fetch.FetchRequest;
import dev.weir.fetch.FetchScope;
import dev.weir.fetch.Fetched;
import dev.weir.fetch.Fetcher;
import dev.weir.media.ByteSource;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;

/// A file on another server that answers ranges: read in pages, of which the last few are kept for
/// all who read. Any thread; blocks.
final class HttpFile implements ByteSource {
  private static final int PAGE_BYTES = 256 * 1024;
  private static final int KEPT_BYTES = 32 * PAGE_BYTES;

  private final Fetcher fetcher;
  private final FetchScope scope;
  private final URI uri;
  private final long sizeBytes;
  private final FetchCache pages = new FetchCache(KEPT_BYTES);

  /// @param sizeBytes as its server says
  HttpFile(Fetcher fetcher, FetchScope scope, URI uri, long sizeBytes) {
    this.fetcher = fetcher;
    this.scope = scope;
    this.uri = uri;
    this.sizeBytes = sizeBytes;
  }

  @Override
  public long size() {
    return sizeBytes;
  }

  @Override
  public int read(long position, ByteBuf out, int length) throws IOException {
    long end = Math.min(sizeBytes, position + length);
    long next = position;
    while (next < end) {
      long number = next / PAGE_BYTES;
      byte[] page = pages.get(number, () -> fetch(number));
      int from = (int) (next % PAGE_BYTES);
      int bytes = (int) Math.min(page.length - from, end - next);
      if (bytes <= 0) {
        break; // it has become shorter
      }
      out.writeBytes(page, from, bytes);
      next += bytes;
    }
    return (int) Math.max(0, next - position);
  }

  private byte[] fetch(long number) throws IOException {
    long first = number * PAGE_BYTES;
    long last = Math.min(sizeBytes, first + PAGE_BYTES) - 1;
    try (Fetched part = fetcher.get(scope, FetchRequest.of(uri).bytes(first, last))) {
      if (part.firstByte() != first) {
        throw new IOException("the server of the file does not answer ranges");
      }
      return part.readAll((int) (last - first + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("reading was given up");
    }
  }

  @Override
  public void close() {
    pages.drop(_ -> true);
  }
}
