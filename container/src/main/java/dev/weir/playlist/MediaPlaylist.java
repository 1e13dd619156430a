package dev.weir.playlist;

import dev.weir.media.Octets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The segments of one rendition (RFC 8216bis 4.4.3), in the state of one moment if it is live.
///
/// @param version EXT-X-VERSION, 1 if there is none
/// @param targetDurationMicros of EXT-X-TARGETDURATION, at least a second: a reader that waits for
///   it between two requests is never told to ask without end
/// @param mediaSequence of the first segment, skipped or not
/// @param discontinuitySequence of the first segment, as EXT-X-DISCONTINUITY-SEQUENCE says
/// @param type `EVENT` or `VOD`; null if the oldest segments may go
/// @param ended whether no segment will be added
/// @param independentSegments whether every segment can be decoded alone
/// @param iFramesOnly whether each segment is one picture
/// @param partTargetMicros the longest part there will be; 0 if there are no parts
/// @param serverControl what else the server offers, empty if it does not say
/// @param skippedSegments how many of the oldest segments a delta update left out; they count for
///   the sequence numbers of the others
/// @param segments those listed, oldest first
/// @param openParts parts of the segment that is not finished
/// @param hints what will be there next
/// @param reports where other renditions stand
/// @param dateRanges EXT-X-DATERANGE
public record MediaPlaylist(
    int version,
    long targetDurationMicros,
    long mediaSequence,
    long discontinuitySequence,
    @Nullable String type,
    boolean ended,
    boolean independentSegments,
    boolean iFramesOnly,
    long partTargetMicros,
    AttributeList serverControl,
    int skippedSegments,
    List<Segment> segments,
    List<Part> openParts,
    List<AttributeList> hints,
    List<AttributeList> reports,
    List<AttributeList> dateRanges)
    implements Playlist {

  /// Copies the lists.
  public MediaPlaylist {
    segments = List.copyOf(segments);
    openParts = List.copyOf(openParts);
    hints = List.copyOf(hints);
    reports = List.copyOf(reports);
    dateRanges = List.copyOf(dateRanges);
  }

  /// The sequence number of the segment that is not finished or, if the playlist has ended, will
  /// never be.
  public long nextSequence() {
    return mediaSequence + skippedSegments + segments.size();
  }

  /// One segment.
  ///
  /// @param line where its address stands, from 1
  /// @param range the part of the resource that it is; null if it is all of it
  /// @param sequence its media sequence number
  /// @param discontinuitySequence how many discontinuities there were before its first sample
  /// @param discontinuity whether the tag stands before it
  /// @param gap whether its media is missing
  /// @param dateTime of its first sample, if the tag stands before it
  /// @param map what a reader needs before it; null if it needs nothing
  /// @param keys how it is encrypted, in ways of which any will do; empty if it is not
  /// @param parts of which it was made, if they are listed
  public record Segment(
      int line,
      String uri,
      @Nullable ByteRange range,
      long durationMicros,
      long sequence,
      long discontinuitySequence,
      boolean discontinuity,
      boolean gap,
      @Nullable Instant dateTime,
      @Nullable Init map,
      List<Key> keys,
      List<Part> parts) {

    /// Copies the lists.
    public Segment {
      keys = List.copyOf(keys);
      parts = List.copyOf(parts);
    }
  }

  /// A piece of a segment (EXT-X-PART).
  ///
  /// @param line where it stands, from 1
  /// @param range the part of the resource that it is; null if it is all of it
  /// @param independent whether it starts with a keyframe
  /// @param gap whether its media is missing
  public record Part(
      int line,
      String uri,
      @Nullable ByteRange range,
      long durationMicros,
      boolean independent,
      boolean gap) {}

  /// An initialization section (EXT-X-MAP).
  ///
  /// @param range the part of the resource that it is; null if it is all of it
  /// @param keys how it is encrypted, as of a segment
  public record Init(String uri, @Nullable ByteRange range, List<Key> keys) {
    /// Copies the list.
    public Init {
      keys = List.copyOf(keys);
    }
  }

  /// How something is encrypted (EXT-X-KEY).
  ///
  /// @param method `AES-128`, `SAMPLE-AES`, `SAMPLE-AES-CTR`, …, never `NONE`
  /// @param uri where the key is
  /// @param iv of 16 bytes; null if it is the media sequence number, big-endian
  /// @param format `identity` if the key itself lies at the address
  public record Key(String method, String uri, @Nullable Octets iv, String format) {}
}
