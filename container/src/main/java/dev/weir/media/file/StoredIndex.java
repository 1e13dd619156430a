package dev.weir.media.file;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// The tracks and samples of a file, as they are kept beside it in a file `.weirindex`:
///
/// ```
/// |"WEIRINDX" (64)|version (32)|CRC-32 of all that follows (32)|
/// |size of the media file (64)|its time of modification, ms (64)|
/// |tracks (32)|bytes of the tracks (32)|  tracks, see TrackRecord  |  entries, see SampleIndex
/// ```
///
/// @param tracks in the order of their ids
/// @param samples all of these tracks
public record StoredIndex(List<Track> tracks, SampleIndex samples) {
  private static final long MAGIC = 0x57454952_494E4458L;
  private static final int VERSION = 3;
  private static final int CHECKED_FROM = 16;
  private static final int HEADER_BYTES = 40;
  private static final int MAX_TRACKS = 1024;

  /// Copies the list.
  public StoredIndex {
    tracks = List.copyOf(tracks);
  }

  /// The stored form, of which the samples are not copied.
  ///
  /// @param mediaBytes size of the media file
  /// @param modifiedMillis when it was modified
  public ByteBuf stored(long mediaBytes, long modifiedMillis) {
    ByteBuf head = Unpooled.buffer();
    head.writeLong(MAGIC).writeInt(VERSION).writeInt(0);
    head.writeLong(mediaBytes).writeLong(modifiedMillis);
    head.writeInt(tracks.size()).writeInt(0);
    for (Track track : tracks) {
      TrackRecord.write(track, head);
    }
    head.setInt(HEADER_BYTES - Integer.BYTES, head.readableBytes() - HEADER_BYTES);
    CRC32 crc = new CRC32();
    crc.update(head.nioBuffer(CHECKED_FROM, head.readableBytes() - CHECKED_FROM));
    crc.update(samples.entries());
    head.setInt(12, (int) crc.getValue());
    return Unpooled.wrappedBuffer(head, Unpooled.wrappedBuffer(samples.entries()));
  }

  /// Reads what is remaining in `stored`, of which the samples keep a part.
  ///
  /// @return null if it was made by another version, or of the media file as it was before
  /// @throws MalformedMediaException if it is damaged
  public static @Nullable StoredIndex read(
      ByteBuffer stored, long mediaBytes, long modifiedMillis) {
    ByteBuffer in = stored.slice();
    if (in.remaining() < HEADER_BYTES || in.getLong(0) != MAGIC) {
      throw new MalformedMediaException(
          "Stored index: %d bytes without its magic".formatted(in.remaining()));
    }
    if (in.getInt(8) != VERSION
        || in.getLong(16) != mediaBytes
        || in.getLong(24) != modifiedMillis) {
      return null;
    }
    if (in.getInt(12) != crc(in.slice(CHECKED_FROM, in.remaining() - CHECKED_FROM))) {
      throw new MalformedMediaException("Stored index: its checksum is wrong");
    }
    return readChecked(in, mediaBytes);
  }

  private static StoredIndex readChecked(ByteBuffer in, long mediaBytes) {
    int count = in.getInt(32);
    int trackBytes = in.getInt(36);
    int left = in.remaining() - HEADER_BYTES;
    if (count < 0 || count > MAX_TRACKS || trackBytes < 0 || trackBytes > left) {
      throw new MalformedMediaException(
          "Stored index: %d tracks of %d bytes; allowed are %d, %d"
              .formatted(count, trackBytes, MAX_TRACKS, left));
    }
    ByteBuf records = Unpooled.wrappedBuffer(in.slice(HEADER_BYTES, trackBytes));
    List<Track> tracks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tracks.add(TrackRecord.read(records));
    }
    SampleIndex samples = new SampleIndex(in.slice(HEADER_BYTES + trackBytes, left - trackBytes));
    check(tracks, samples, mediaBytes);
    return new StoredIndex(tracks, samples);
  }

  private static void check(List<Track> tracks, SampleIndex samples, long mediaBytes) {
    Set<Integer> ids = new HashSet<>();
    tracks.forEach(track -> ids.add(track.id()));
    for (int i = 0; i < samples.count(); i++) {
      if (samples.bytes(i) < 0
          || samples.position(i) < 0
          || samples.position(i) > mediaBytes
          || !ids.contains(samples.trackId(i))) {
        throw new MalformedMediaException(
            "Stored index: sample %d of track %d has %d bytes at byte %d"
                .formatted(i, samples.trackId(i), samples.bytes(i), samples.position(i)));
      }
    }
  }

  private static int crc(ByteBuffer bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
