package dev.weir.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One configured stream; `name+anything` is a stream of its own with the same settings.
///
/// @param name the cleaned name, without a wildcard
/// @param source where the media comes from
/// @param dvrMillis how much live time is kept for viewers
/// @param cutMillis media before this time stamp is thrown away
/// @param resumeMillis how long the buffer waits for its publisher to come back; 0 closes it at
///   once
/// @param segmentSizeMillis the shortest segment; it ends at the first keyframe after this time
/// @param event whether the programme is shorter than `dvrMillis`, so that nothing leaves the
///   window
/// @param alwaysOn whether the source runs without viewers
/// @param realtime whether a file is played as if it were live
/// @param inputTimeoutMillis how long a source that we opened runs without viewers
/// @param fallbackStream where viewers are sent when this stream cannot be opened
/// @param tags the tags with which the stream starts
/// @param maxBufferBytes the most memory that the stream's buffer takes; older media goes first
/// @param mergeMillis how long writes to viewers are held to leave together; 0 for lowest latency
public record StreamConfig(
    String name,
    StreamSource source,
    long dvrMillis,
    long cutMillis,
    long resumeMillis,
    long segmentSizeMillis,
    boolean event,
    boolean alwaysOn,
    boolean realtime,
    long inputTimeoutMillis,
    @Nullable String fallbackStream,
    List<String> tags,
    long maxBufferBytes,
    long mergeMillis) {
  /// Copies the list.
  public StreamConfig {
    tags = List.copyOf(tags);
  }

  /// A stream of which only name and source are set.
  public static StreamConfig of(String name, StreamSource source) {
    return StreamKeys.withDefaults(name, source);
  }

  /// The same with another source.
  public StreamConfig withSource(StreamSource other) {
    return new StreamConfig(
        name,
        other,
        dvrMillis,
        cutMillis,
        resumeMillis,
        segmentSizeMillis,
        event,
        alwaysOn,
        realtime,
        inputTimeoutMillis,
        fallbackStream,
        tags,
        maxBufferBytes,
        mergeMillis);
  }
}
