package dev.weir.http.segmented.smooth;

import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.TrackSpan;
import dev.weir.http.segmented.Wrapping;
import dev.weir.media.Sample;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import dev.weir.mp4.PartWriter;
import dev.weir.mp4.SmoothBoxes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;

/// One track as fragments of Smooth Streaming, which say when they are and when the next two are
/// (MS-SSTR 2.2.4): `moof` with `tfxd` and `tfrf`, `mdat`.
///
/// @param trackId the track
record SmoothWrapping(int trackId) implements Wrapping {
  /// Of all times: manifests say it, and players expect no other.
  static final Timescale TIMESCALE = new Timescale(10_000_000);

  static final int LOOK_AHEAD = 2;

  private static final int BOXES_BYTES = 128;

  @Override
  public boolean carries(Track track) {
    return track.id() == trackId && SmoothCodec.carries(track.codec());
  }

  @Override
  public int lookAhead() {
    return LOOK_AHEAD;
  }

  @Override
  public Writer begin(Piece piece, ByteBuf out) {
    TrackSpan span = piece.spans().getFirst();
    ByteBuf boxes = Unpooled.buffer(BOXES_BYTES);
    SmoothBoxes.time(place(span), boxes);
    List<SmoothBoxes.Place> following = following(piece.following());
    if (!following.isEmpty()) {
      SmoothBoxes.following(following, boxes);
    }
    PartWriter part = new PartWriter(span.track(), TIMESCALE);
    part.begin((int) span.firstSample() + 1, span.samples(), boxes, out);
    return new Writer() {
      @Override
      public void sample(Sample sample, boolean lastOfTrack, ByteBuf to) {
        part.sample(sample, to);
      }

      @Override
      public void end(ByteBuf to) {
        part.end(span.endMicros(), to);
      }
    };
  }

  private List<SmoothBoxes.Place> following(List<Segment> segments) {
    return segments.stream()
        .map(segment -> segment.span(trackId))
        .flatMap(Optional::stream)
        .map(SmoothWrapping::place)
        .toList();
  }

  /// When a track has what it has, in ticks; the same in manifests and fragments.
  static SmoothBoxes.Place place(TrackSpan span) {
    long time = TIMESCALE.fromMicros(span.startMicros());
    return new SmoothBoxes.Place(time, TIMESCALE.fromMicros(span.endMicros()) - time);
  }
}
