package dev.weir.http.segmented;

import dev.weir.config.StreamName;
import dev.weir.media.Track;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// The segments of one stream, for all segmented protocols and all their viewers.
///
/// A piece, which is a part or where a [Wrapping] has no parts a segment, is muxed when it is first
/// asked for, on a virtual thread, once for each wrapping, and kept while it is among the newest;
/// asked for later, it is muxed again to the same bytes. Whoever waits holds a few dozen bytes and
/// no thread. Any thread may call this; stages complete on any thread.
public sealed interface SegmentStore permits LiveSegments, FileSegments {

  /// How long a request may wait for what does not exist yet, at the most.
  long LONGEST_WAIT_MILLIS = 60_000;

  /// The stream's name.
  StreamName name();

  /// The manifests of all formats.
  RenderedManifests manifests();

  /// Every track that it has, in the newest configuration.
  List<Track> tracks();

  /// The number of the segment that its media ends with; negative as long as more may come.
  long endSequence();

  /// How far the dates of its media are ahead of the wall clock, in whole seconds, because that was
  /// set back; negative if it was set forward since the stream began.
  Duration aheadOf(Instant wall);

  /// Whether a stream that runs has had nothing new for longer than its segments last, as when its
  /// encoder hangs without a word.
  boolean isOverdue();

  /// What there is now.
  CompletionStage<Snapshot> snapshot();

  /// What there is as soon as [Snapshot#has] `part` of segment `sequence`, or when the time is over
  /// or the stream, or when too many wait; the receiver looks which it is.
  ///
  /// @param loop where those who had to wait are told, all who wait for the same at once
  CompletionStage<Snapshot> snapshotWith(
      long sequence, int part, long timeoutMillis, EventExecutor loop);

  /// A finished segment.
  CompletionStage<Found> segment(long sequence, Wrapping wrapping);

  /// A part, waited for so long if it does not exist yet.
  ///
  /// @param wrapping that is [Wrapping#inParts]
  CompletionStage<Found> part(long sequence, int part, Wrapping wrapping, long timeoutMillis);
}
