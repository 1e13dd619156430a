package dev.weir.source.hls;

import dev.weir.fetch.FetchCache;
import dev.weir.media.ByteSource;
import dev.weir.media.MalformedMediaException;
import dev.weir.playlist.MediaPlaylist;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Segments that go on from one another, as one file: their initialization section if they have
/// one, then segment after segment, plain.
///
/// Where a segment lies is known once all before it were read. Any thread; blocks.
final class HlsRun implements ByteSource {
  private static final int TRIES = 3;
  private static final long TRY_AGAIN_MILLIS = 500;

  private final FetchCache cache;
  private final List<Piece> pieces;
  private final long[] starts; // of the pieces, and the end; guarded by this

  private int known = 0; // how many pieces have a known size; guarded by this

  private interface Piece {
    byte[] load() throws IOException, InterruptedException;
  }

  /// Whose piece it is in the cache.
  private record Key(HlsRun run, int piece) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key(HlsRun theirs, int number) && theirs == run && number == piece;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(run) * 31 + piece;
    }
  }

  /// @param base of the playlist in which the segments stand
  /// @param segments at least one, all with the same initialization section
  HlsRun(HlsLoader loader, FetchCache cache, URI base, List<MediaPlaylist.Segment> segments) {
    this.cache = cache;
    this.pieces = new ArrayList<>();
    MediaPlaylist.Segment first = segments.getFirst();
    MediaPlaylist.Init map = first.map();
    if (map != null) {
      pieces.add(() -> loader.map(base, map, first.sequence()));
    }
    segments.forEach(segment -> pieces.add(() -> loader.media(base, segment)));
    this.starts = new long[pieces.size() + 1];
  }

  /// One of which all was read before.
  ///
  /// @param sizes of the initialization section, if there is one, and of the segments
  /// @throws MalformedMediaException if they are of other segments
  HlsRun(
      HlsLoader loader,
      FetchCache cache,
      URI base,
      List<MediaPlaylist.Segment> segments,
      int[] sizes) {
    this(loader, cache, base, segments);
    if (sizes.length != pieces.size()) {
      throw new MalformedMediaException(
          "HLS: %d sizes of %d pieces".formatted(sizes.length, pieces.size()));
    }
    for (int size : sizes) {
      starts[known + 1] = starts[known] + size;
      known++;
    }
  }

  /// The sizes of the initialization section, if there is one, and of the segments; none as long as
  /// not all were read.
  synchronized int[] sizes() {
    int[] sizes = new int[known < pieces.size() ? 0 : known];
    Arrays.setAll(sizes, i -> (int) (starts[i + 1] - starts[i]));
    return sizes;
  }

  @Override
  public int read(long position, ByteBuf out, int length) throws IOException {
    int done = 0;
    for (int i = pieceOf(position); i < pieces.size() && done < length; i++) {
      byte[] piece = piece(i);
      int from = (int) (position + done - start(i));
      int count = Math.min(piece.length - from, length - done);
      if (count > 0) {
        out.writeBytes(piece, from, count);
        done += count;
      }
    }
    return done;
  }

  @Override
  public long size() throws IOException {
    for (int i = 0; i < pieces.size(); i++) {
      if (!isKnown(i)) {
        piece(i);
      }
    }
    return start(pieces.size());
  }

  /// The piece that holds a byte, or the first whose size is not known.
  private synchronized int pieceOf(long position) {
    int at = Arrays.binarySearch(starts, 0, known + 1, position);
    return at >= 0 ? at : -at - 2;
  }

  private synchronized long start(int piece) {
    return starts[piece];
  }

  private synchronized boolean isKnown(int piece) {
    return piece < known;
  }

  private byte[] piece(int number) throws IOException {
    byte[] piece = cache.get(new Key(this, number), () -> load(pieces.get(number)));
    synchronized (this) {
      if (number == known) {
        known++;
        starts[known] = starts[number] + piece.length;
      } else if (number < known && starts[number] + piece.length != starts[number + 1]) {
        throw new IOException("a segment has changed since it was read first");
      }
    }
    return piece;
  }

  private static byte[] load(Piece piece) throws IOException {
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          return piece.load();
        } catch (IOException e) {
          if (attempt == TRIES) {
            throw e;
          }
        }
        TimeUnit.MILLISECONDS.sleep(TRY_AGAIN_MILLIS * attempt);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("reading was given up");
    }
  }

  @Override
  public void close() {
    cache.drop(key -> key instanceof Key(HlsRun run, int _) && run == this);
  }
}
