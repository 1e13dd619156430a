package dev.weir.http.segmented.cmaf;

import dev.weir.http.segmented.Wrapping;
import dev.weir.media.Codec;
import dev.weir.media.Cue;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.mp4.InitSegment;
import dev.weir.mp4.PartWriter;
import dev.weir.mp4.SegmentBoxes;
import dev.weir.subtitle.SubtitleMuxer;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// The cues of one text track as WebVTT in CMAF (ISO/IEC 14496-30 7): a sample for each time in
/// which other cues are shown than before, from the start of the segment to its end, or to that of
/// its last cue, which the next segment does not repeat.
///
/// @param trackId the text track
public record CueSamplesWrapping(int trackId) implements Wrapping {
  private record Shown(long startMicros, long endMicros, String cue) {}

  /// The track in the form that it has in the segments.
  public static Track asWebVtt(Track track) {
    Codec codec = new Codec.Text(Codec.Text.Format.WEBVTT, Octets.EMPTY);
    return new Track(track.id(), codec, track.language(), track.title());
  }

  /// Appends the CMAF header of `track`.
  static void header(Track track, ByteBuf out) {
    InitSegment.write(List.of(asWebVtt(track)), out);
  }

  @Override
  public boolean carries(Track track) {
    return track.id() == trackId && SubtitleMuxer.carries(track.codec());
  }

  @Override
  public Writer begin(Piece piece, ByteBuf out) {
    List<Shown> cues = new ArrayList<>();
    return new Writer() {
      @Override
      public void sample(Sample sample, boolean lastOfTrack, ByteBuf to) {
        if (piece.tracks().getFirst().codec() instanceof Codec.Text text) {
          Cue cue = Cue.read(sample.payload());
          long start = Math.max(piece.segment().startMicros(), sample.ptsMicros());
          long end = sample.ptsMicros() + cue.durationMillis() * 1000L;
          cues.add(new Shown(start, end, SubtitleMuxer.webVtt(text.format(), cue.text())));
        }
      }

      @Override
      public void end(ByteBuf to) {
        write(piece, cues, to);
      }
    };
  }

  private void write(Piece piece, List<Shown> cues, ByteBuf out) {
    TreeSet<Long> changes = new TreeSet<>();
    changes.add(piece.segment().startMicros());
    changes.add(piece.segment().endMicros());
    for (Shown cue : cues) {
      changes.add(cue.startMicros());
      changes.add(Math.max(cue.startMicros(), cue.endMicros()));
    }
    long last = changes.removeLast();
    SegmentBoxes.segmentType(out);
    PartWriter part =
        new PartWriter(Track.of(trackId, new Codec.Text(Codec.Text.Format.WEBVTT, Octets.EMPTY)));
    part.begin((int) piece.segment().sequence(), changes.size(), out);
    for (long micros : changes) {
      List<String> shown =
          cues.stream()
              .filter(cue -> cue.startMicros() <= micros && micros < cue.endMicros())
              .map(Shown::cue)
              .toList();
      part.cues(micros, shown, out);
    }
    part.end(last, out);
  }
}
