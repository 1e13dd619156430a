package dev.weir.source;

import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.fetch.FetchRequest;
import dev.weir.fetch.FetchScope;
import dev.weir.fetch.Fetched;
import dev.weir.fetch.Fetcher;
import dev.weir.media.MediaFile;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.media.file.MediaFormat;
import dev.weir.stream.OnDemandSource;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Files on other servers, over HTTP and HTTPS, of which parts can be asked for. Any thread;
/// blocks.
public final class HttpFileSource implements OnDemandSource {
  private static final Logger log = LoggerFactory.getLogger(HttpFileSource.class);

  private final Fetcher fetcher;

  /// @param fetcher lent
  public HttpFileSource(Fetcher fetcher) {
    this.fetcher = fetcher;
  }

  /// What a server says of a file.
  private record Head(long sizeBytes, String tag) {}

  @Override
  public boolean opens(StreamSource source) {
    return source instanceof StreamSource.HttpFile;
  }

  @Override
  public Look look(StreamName name, StreamSource source) {
    try {
      Head head = head(uri(name, source));
      return new Look.There(
          "%x-%x".formatted(head.sizeBytes(), head.tag().hashCode() & 0xFFFF_FFFFL));
    } catch (IOException e) {
      log.info("stream {}: its file cannot be had: {}", name, e.getMessage());
      return new Look.NotThere("Stream is offline: its file cannot be had from its server");
    }
  }

  private Head head(URI uri) throws IOException {
    try (Fetched start = fetcher.get(FetchScope.of(uri), FetchRequest.of(uri).bytes(0, 0))) {
      OptionalLong size = start.totalBytes();
      if (start.status() != 206 || size.isEmpty()) {
        throw new IOException("the server of the file does not answer ranges");
      }
      return new Head(size.getAsLong(), start.header("ETag") + start.header("Last-Modified"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("it was given up", e);
    }
  }

  @Override
  public Optional<Opened> open(StreamName name, StreamSource source) throws IOException {
    URI uri = uri(name, source);
    HttpFile bytes = new HttpFile(fetcher, FetchScope.of(uri), uri, head(uri).sizeBytes());
    ByteBuf start = Unpooled.buffer(MediaFormat.PROBE_BYTES);
    bytes.read(0, start, MediaFormat.PROBE_BYTES);
    MediaFormat format = MediaFormat.of(start, String.valueOf(uri.getPath()));
    if (format == null) {
      throw new UnsupportedMediaException("the file is of no format that is known");
    }
    MediaFile media = format.open(bytes);
    return Optional.of(new Opened(media, format, bytes));
  }

  private static URI uri(StreamName name, StreamSource source) throws IOException {
    return SourceNames.fill(source, name)
        .map(filled -> URI.create(((StreamSource.HttpFile) filled).url()))
        .orElseThrow(() -> new IOException("the name is none of a file"));
  }
}
