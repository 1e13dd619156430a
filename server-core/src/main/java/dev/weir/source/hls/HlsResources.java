package dev.weir.source.hls;

import dev.weir.fetch.FetchRequest;
import dev.weir.fetch.FetchScope;
import dev.weir.fetch.Fetched;
import dev.weir.fetch.Fetcher;
import dev.weir.fetch.Urls;
import dev.weir.playlist.ByteRange;
import dev.weir.playlist.Playlist;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Everything that a presentation consists of: over HTTP as far as its [FetchScope] goes, or from
/// the folder of a local playlist and below. Blocks; any thread.
final class HlsResources {
  static final int MAX_PLAYLIST_BYTES = 16 << 20;
  static final int MAX_SEGMENT_BYTES = 64 << 20;

  private final Fetcher fetcher;
  private final URI entry;
  private final FetchScope scope;
  private final @Nullable Path folder; // of a local playlist, with links resolved

  /// @param location a URL, or an absolute path
  HlsResources(Fetcher fetcher, String location) throws IOException {
    this.fetcher = fetcher;
    if (location.startsWith("/")) {
      Path file = Path.of(location).toRealPath();
      this.entry = file.toUri();
      this.folder = file.getParent();
      this.scope = FetchScope.ofLocalFile();
    } else {
      this.entry = URI.create(location);
      this.folder = null;
      this.scope = FetchScope.of(entry);
    }
  }

  /// Where the presentation begins.
  URI entry() {
    return entry;
  }

  /// Whether the presentation begins on this machine.
  boolean isLocal() {
    return folder != null;
  }

  /// A playlist, and where it was found.
  record Found(URI at, Playlist playlist) {}

  Found playlist(URI uri) throws IOException, InterruptedException {
    if (isFile(uri)) {
      byte[] text = file(uri, null, MAX_PLAYLIST_BYTES);
      return new Found(uri, Playlist.parse(new String(text, StandardCharsets.UTF_8)));
    }
    try (Fetched answer = fetcher.get(scope, FetchRequest.of(uri).asText())) {
      byte[] text = answer.readAll(MAX_PLAYLIST_BYTES);
      return new Found(answer.uri(), Playlist.parse(new String(text, StandardCharsets.UTF_8)));
    }
  }

  /// A segment, an initialisation section or a key.
  ///
  /// @param range null for the whole
  byte[] bytes(URI uri, @Nullable ByteRange range, int maxBytes)
      throws IOException, InterruptedException {
    if (range != null && range.length() > maxBytes) {
      throw new IOException(
          "a byte range of " + range.length() + " bytes is over the limit of " + maxBytes);
    }
    if (isFile(uri)) {
      return file(uri, range, maxBytes);
    }
    FetchRequest request = FetchRequest.of(uri);
    if (range == null) {
      try (Fetched answer = fetcher.get(scope, request)) {
        return answer.readAll(maxBytes);
      }
    }
    try (Fetched answer = fetcher.get(scope, request.bytes(range.offset(), range.end() - 1))) {
      // A server without ranges sends the whole.
      answer.body().skipNBytes(range.offset() - answer.firstByte());
      return answer.body().readNBytes((int) range.length());
    }
  }

  /// What a reference in the playlist at `base` means. What the field writes without encoding is
  /// encoded.
  URI resolve(URI base, String reference) throws IOException {
    try {
      return base.resolve(new URI(reference));
    } catch (URISyntaxException _) {
      return resolveEncoded(base, reference);
    }
  }

  private static URI resolveEncoded(URI base, String reference) throws IOException {
    StringBuilder encoded = new StringBuilder();
    for (byte b : reference.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b > ' ' && b < 0x7F && "\"<>\\^`{|}[]".indexOf(b) < 0;
      encoded.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02X", b));
    }
    try {
      return base.resolve(new URI(encoded.toString()));
    } catch (URISyntaxException e) {
      throw new IOException("the playlist holds an address that is none", e);
    }
  }

  /// Whether an address is that of a file, of a presentation on this machine.
  boolean isFile(URI uri) {
    return folder != null && "file".equalsIgnoreCase(uri.getScheme());
  }

  private byte[] file(URI uri, @Nullable ByteRange range, int maxBytes) throws IOException {
    Path file = path(uri);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long offset = range == null ? 0 : range.offset();
      long length = range == null ? channel.size() : Math.min(range.length(), channel.size());
      if (length > maxBytes) {
        throw new IOException(file.getFileName() + " is over the limit of " + maxBytes + " bytes");
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, length));
      channel.position(offset);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // Until it is full or the file ends.
      }
      byte[] read = new byte[bytes.position()];
      bytes.flip().get(read);
      return read;
    }
  }

  /// The file at an address, with links resolved, of a presentation on this machine.
  ///
  /// @throws IOException if there is none, or it is not below the folder of the presentation
  Path path(URI uri) throws IOException {
    Path below = folder;
    Path file;
    try {
      file = Path.of(uri).toRealPath();
    } catch (IllegalArgumentException e) {
      throw new IOException("the playlist points at no file: " + Urls.plain(uri), e);
    }
    if (below == null || !file.startsWith(below) || !Files.isRegularFile(file)) {
      throw new IOException("the playlist points at a file that is not below its folder");
    }
    return file;
  }

  /// Name, size and time of a file of a presentation on this machine, in a line.
  String version(URI uri) throws IOException {
    Path file = path(uri);
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return "%s %d %d%n".formatted(file, now.size(), now.lastModifiedTime().toMillis());
  }

  /// What a log may show of an address of this presentation.
  static String plain(URI uri) {
    return Urls.plain(uri);
  }
}
