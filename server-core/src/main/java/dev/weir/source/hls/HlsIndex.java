package dev.weir.source.hls;

import dev.weir.fetch.FetchCache;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.file.IndexedFile;
import dev.weir.media.file.MediaFormat;
import dev.weir.media.file.StoredIndex;
import dev.weir.playlist.MediaPlaylist;
import dev.weir.source.Beside;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URI;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was read of a presentation that lies on this machine, as it is kept beside its playlist in
/// a file `.weirindex`. It counts as long as its playlists and all files that stand in them have
/// the size and time that it was made for; subtitles are read each time.
///
/// ```
/// |"WEIRHLSX" (64)|version (32)|CRC-32 of all that follows (32)|
/// |SHA-256 of the names, sizes and times of all files (256)|pieces (32)|  for each piece:
/// |playlist (32)|first segment (32)|segments (32)|µs that are added to its times (64)|
/// |format: bytes (32), its name|
/// |parts (32)|size of each (32)|     the initialization section, if there is one, and the segments
/// |bytes (32)|  a StoredIndex for their sizes together and the time 0
/// ```
///
/// Blocks.
///
/// @param media the playlists, but for subtitles
/// @param stamp of all files before they were read
record HlsIndex(Beside beside, List<HlsListed> media, ByteBuffer stamp) {
  private static final Logger log = LoggerFactory.getLogger(HlsIndex.class);

  private static final long MAGIC = 0x57454952_484C5358L;
  private static final int VERSION = 1;
  private static final int CHECKED_FROM = 16;
  private static final int STAMP_BYTES = 32;
  private static final int LONGEST_NAME = 32;

  /// The index of a presentation as it is now; null if not all of it lies on this machine.
  ///
  /// @throws IOException if a file is missing, or not below the folder of the presentation
  static @Nullable HlsIndex of(HlsResources resources, List<HlsListed> media) throws IOException {
    Set<URI> places = new LinkedHashSet<>();
    places.add(resources.entry());
    for (HlsListed listed : media) {
      places.add(listed.base());
      for (MediaPlaylist.Segment segment : listed.segments()) {
        for (String reference : references(segment)) {
          places.add(resources.resolve(listed.base(), reference));
        }
      }
    }
    if (!places.stream().allMatch(resources::isFile)) {
      return null;
    }
    MessageDigest digest = sha256();
    for (URI place : places) {
      digest.update(resources.version(place).getBytes(StandardCharsets.UTF_8));
    }
    Path playlist = resources.path(resources.entry());
    return new HlsIndex(Beside.of(playlist), media, ByteBuffer.wrap(digest.digest()));
  }

  private static List<String> references(MediaPlaylist.Segment segment) {
    List<String> references = new ArrayList<>();
    if (!segment.gap()) {
      references.add(segment.uri());
      segment.keys().forEach(key -> references.add(key.uri()));
      MediaPlaylist.Init map = segment.map();
      if (map != null) {
        references.add(map.uri());
        map.keys().forEach(key -> references.add(key.uri()));
      }
    }
    return references;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /// Writes it, if all of the pieces were read.
  void save(List<HlsPiece> pieces) {
    ByteBuf out = Unpooled.buffer();
    out.writeLong(MAGIC).writeInt(VERSION).writeInt(0);
    out.writeBytes(stamp.duplicate()).writeInt(pieces.size());
    for (HlsPiece piece : pieces) {
      int[] sizes = piece.run().sizes();
      if (sizes.length == 0) {
        return;
      }
      write(piece, sizes, out);
    }
    out.setInt(
        CHECKED_FROM - Integer.BYTES,
        crc(out.nioBuffer(CHECKED_FROM, out.readableBytes() - CHECKED_FROM)));
    beside.write(out);
  }

  private void write(HlsPiece piece, int[] sizes, ByteBuf out) {
    out.writeInt(media.indexOf(piece.listed())).writeInt(piece.first()).writeInt(piece.count());
    out.writeLong(piece.laterMicros());
    String format = piece.format().name();
    out.writeInt(format.length()).writeCharSequence(format, StandardCharsets.US_ASCII);
    out.writeInt(sizes.length);
    long bytes = 0;
    for (int size : sizes) {
      out.writeInt(size);
      bytes += size;
    }
    ByteBuf index = piece.file().storedIndex().stored(bytes, 0);
    out.writeInt(index.readableBytes()).writeBytes(index);
  }

  /// The pieces as they were read before; null if there is nothing that counts.
  ///
  /// @param loader reads the segments when they are played
  /// @param cache keeps some of them
  @Nullable List<HlsPiece> open(HlsLoader loader, FetchCache cache) {
    try {
      ByteBuffer stored = beside.read();
      return stored == null ? null : read(stored, loader, cache);
    } catch (IOException
        | MediaException
        | BufferUnderflowException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | NoSuchElementException e) {
      log.info("{} is not used: {}", beside.file(), e.toString());
      return null;
    }
  }

  private @Nullable List<HlsPiece> read(ByteBuffer in, HlsLoader loader, FetchCache cache) {
    if (in.remaining() < CHECKED_FROM + STAMP_BYTES || in.getLong() != MAGIC) {
      throw new MalformedMediaException(
          "Stored index of HLS: %d bytes without its magic".formatted(in.limit()));
    }
    if (in.getInt() != VERSION) {
      return null;
    }
    if (in.getInt() != crc(in.slice())) {
      throw new MalformedMediaException("Stored index of HLS: its checksum is wrong");
    }
    if (!slice(in, STAMP_BYTES).equals(stamp)) {
      return null;
    }
    List<HlsPiece> pieces = new ArrayList<>();
    for (int left = limited(in.getInt(), Integer.MAX_VALUE); left > 0; left--) {
      pieces.add(piece(in, loader, cache));
    }
    return pieces;
  }

  private HlsPiece piece(ByteBuffer in, HlsLoader loader, FetchCache cache) {
    HlsListed listed = media.get(in.getInt());
    int first = limited(in.getInt(), listed.segments().size() - 1);
    int count = limited(in.getInt(), listed.segments().size() - first);
    List<MediaPlaylist.Segment> segments = listed.segments().subList(first, first + count);
    long laterMicros = in.getLong();
    byte[] name = new byte[limited(in.getInt(), LONGEST_NAME)];
    in.get(name);
    MediaFormat format = MediaFormat.valueOf(new String(name, StandardCharsets.US_ASCII));
    int[] sizes = new int[limited(in.getInt(), count + 1)];
    long bytes = 0;
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = limited(in.getInt(), HlsResources.MAX_SEGMENT_BYTES);
      bytes += sizes[i];
    }
    StoredIndex index = StoredIndex.read(slice(in, in.getInt()), bytes, 0);
    if (index == null) {
      throw new MalformedMediaException("Stored index of HLS: it is of segments of other sizes");
    }
    HlsRun run = new HlsRun(loader, cache, listed.base(), segments, sizes);
    IndexedFile file = new IndexedFile(run, format::demuxer, index);
    return new HlsPiece(listed, first, count, laterMicros, format, run, file);
  }

  private static int limited(int number, int most) {
    if (number < 0 || number > most) {
      throw new MalformedMediaException(
          "Stored index of HLS: found %d, allowed are 0..%d".formatted(number, most));
    }
    return number;
  }

  /// The next bytes, which are behind it then.
  private static ByteBuffer slice(ByteBuffer in, int bytes) {
    ByteBuffer slice = in.slice(in.position(), bytes);
    in.position(in.position() + bytes);
    return slice;
  }

  private static int crc(ByteBuffer bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
