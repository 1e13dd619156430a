package dev.weir.http.segmented.cmaf;

import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.TrackSpan;
import dev.weir.http.segmented.Wrapping;
import dev.weir.media.Sample;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import dev.weir.mp4.InitSegment;
import dev.weir.mp4.PartWriter;
import dev.weir.mp4.SegmentBoxes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.Map;

/// One track as CMAF segments, whose chunks are the parts (ISO/IEC 23000-19 7.3.2):
///
/// ```
/// part 0: styp · prft · emsg… · moof · mdat
/// others:        prft · emsg… · moof · mdat
/// ```
///
/// Every video track brings the messages of all data tracks, where [EventScheme] has a form for
/// them, so that players have them whatever quality they play; in a segment without pictures sound
/// does. A part in which the track has no sample is empty.
///
/// @param trackId the track
public record CmafWrapping(int trackId) implements Wrapping {
  @Override
  public boolean carries(Track track) {
    return track.id() == trackId
        ? InitSegment.carries(track.codec())
        : EventScheme.of(track.codec()).isPresent();
  }

  @Override
  public boolean inParts() {
    return true;
  }

  @Override
  public Writer begin(Piece piece, ByteBuf out) {
    return piece.spans().stream()
        .filter(span -> span.track().id() == trackId)
        .findFirst()
        .<Writer>map(span -> begin(piece, span, out))
        .orElseGet(Nothing::new);
  }

  private Writer begin(Piece piece, TrackSpan span, ByteBuf out) {
    if (piece.part() <= 0) {
      SegmentBoxes.segmentType(out);
    }
    Timescale timescale = InitSegment.timescale(span.track().codec());
    Segment segment = piece.segment();
    if (segment.utcMicros() >= 0) {
      SegmentBoxes.producerReferenceTime(
          trackId,
          segment.utcMicros() + span.startMicros() - segment.startMicros(),
          timescale.fromMicros(span.startPtsMicros()),
          out);
    }
    return new Samples(piece, span, timescale, segment.bringsEvents(span.track()), out);
  }

  private static final class Samples implements Writer {
    private final Piece piece;
    private final TrackSpan span;
    private final Timescale timescale;
    private final boolean withEvents;
    private final PartWriter part;
    private final int partStart; // where moof starts in the output
    private final ByteBuf events = Unpooled.buffer(0); // grows with the first one

    // Of messages in the segment, by track.
    private final Map<Integer, Long> nextNumbers = new HashMap<>(0);

    Samples(Piece piece, TrackSpan span, Timescale timescale, boolean withEvents, ByteBuf out) {
      this.piece = piece;
      this.span = span;
      this.timescale = timescale;
      this.withEvents = withEvents;
      this.part = new PartWriter(span.track());
      this.partStart = out.writerIndex();
      part.begin((int) span.firstSample() + 1, span.samples(), out);
    }

    @Override
    public void sample(Sample sample, boolean lastOfTrack, ByteBuf out) {
      if (sample.trackId() == span.track().id()) {
        part.sample(sample, out);
      } else if (withEvents) {
        piece.spans().stream()
            .filter(other -> other.track().id() == sample.trackId())
            .findFirst()
            .ifPresent(other -> event(other, sample));
      }
    }

    private void event(TrackSpan of, Sample sample) {
      Segment segment = piece.segment();
      long before =
          segment
              .span(sample.trackId())
              .map(all -> of.firstSample() - all.firstSample())
              .orElse(0L);
      long number = nextNumbers.merge(sample.trackId(), before + 1, (n, _) -> n + 1) - 1;
      EventMessage.of(of.track().codec(), segment.sequence(), number, sample)
          .ifPresent(event ->
              SegmentBoxes.event(
                  event.scheme().uri(),
                  event.scheme().value(),
                  timescale.ticksPerSecond(),
                  timescale.fromMicros(event.startMicros()),
                  event.durationTicks(timescale),
                  event.id(),
                  event.message(),
                  events));
    }

    /// Events stand in front of the samples that they came between, and are known after them.
    @Override
    public void end(ByteBuf out) {
      part.end(span.endMicros(), out);
      if (events.isReadable()) {
        ByteBuf written = out.copy(partStart, out.writerIndex() - partStart);
        out.writerIndex(partStart).writeBytes(events).writeBytes(written);
        written.release();
      }
    }
  }

  private record Nothing() implements Writer {
    @Override
    public void sample(Sample sample, boolean lastOfTrack, ByteBuf out) {
      // An event in a part without samples has no place.
    }

    @Override
    public void end(ByteBuf out) {
      // Nothing was begun.
    }
  }
}
