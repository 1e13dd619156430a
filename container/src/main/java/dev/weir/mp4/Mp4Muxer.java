package dev.weir.mp4;

import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes endless fragmented MP4 for `<video src>`, Media Source Extensions and everything else
/// that plays MP4 as it comes.
///
/// Each sample is a fragment of its own and is written at once: nothing waits for company. Its
/// decoding time stands in its `tfdt`; its duration is what the codec says or, with pictures, that
/// of the sample before.
///
/// A track that changes while viewers are there makes a new init segment, which Media Source
/// Extensions take. Players that know only the first one get the new parameter sets of H.264 and
/// HEVC before each keyframe too.
///
/// Tracks and samples that MP4 cannot carry are left out. Allocates nothing per sample. Not
/// thread-safe.
public final class Mp4Muxer implements Muxer {
  /// Where on its own timeline a viewer sees the stream start.
  public enum Start {
    /// At 0 with the newest sample there is when its header is written. What it gets from before,
    /// back to the keyframe, is decoded and not shown (an edit list says so), so that it starts at
    /// the live edge however long ago the keyframe was.
    NOW,
    /// At the stream's own time, with the first sample that it gets: Media Source Extensions would
    /// throw away what comes before the time of an edit list.
    STREAM
  }

  private final Start start;
  private final Map<Integer, LiveTrack> tracks = new LinkedHashMap<>();

  private int sequenceNumber; // of the newest fragment
  private long newestMicros; // decoding time of the newest sample
  private boolean started; // since the first sample

  /// A muxer for viewers who see the stream start there.
  public Mp4Muxer(Start start) {
    this.start = start;
  }

  /// Whether MP4 has a form for `codec` that players know.
  public static boolean carries(Codec codec) {
    return InitSegment.carries(codec);
  }

  @Override
  public void header(ByteBuf out) {
    InitSegment.write(tracks(), start == Start.NOW ? newestMicros : 0, out);
  }

  @Override
  public void track(Track track, ByteBuf out) {
    if (!carries(track.codec())) {
      tracks.remove(track.id());
      return;
    }
    LiveTrack known = tracks.get(track.id());
    boolean changes = started && known != null && !known.codec().equals(track.codec());
    tracks.put(
        track.id(),
        new LiveTrack(track, changes ? LiveTrack.parameterSets(track.codec()) : Octets.EMPTY));
    if (started) {
      InitSegment.write(tracks(), out);
    }
  }

  private List<Track> tracks() {
    return tracks.values().stream().map(LiveTrack::track).toList();
  }

  /// {@inheritDoc}
  ///
  /// @throws dev.weir.media.MalformedMediaException if the payload is not in the codec's form
  @Override
  public void sample(Sample sample, ByteBuf out) {
    LiveTrack track = tracks.get(sample.trackId());
    if (track != null) {
      track.write(sample, ++sequenceNumber, out);
      newestMicros = sample.dtsMicros();
      started = true;
    }
  }
}
