package dev.weir.http.segmented.cmaf;

import dev.weir.http.segmented.TrackSpan;
import dev.weir.http.segmented.Wrapping;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.mp4.InitSegment;
import dev.weir.mp4.PartWriter;
import dev.weir.mp4.SegmentBoxes;
import io.netty.buffer.ByteBuf;

/// The first picture of each segment alone, which lasts as long as the segment: what players fetch
/// while somebody searches.
///
/// @param trackId the video track
record FirstPictureWrapping(int trackId) implements Wrapping {
  @Override
  public boolean carries(Track track) {
    return track.id() == trackId && track.isVideo() && InitSegment.carries(track.codec());
  }

  @Override
  public Writer begin(Piece piece, ByteBuf out) {
    return new Writer() {
      private boolean written;

      @Override
      public void sample(Sample sample, boolean lastOfTrack, ByteBuf to) {
        if (!written) {
          written = true;
          TrackSpan span = piece.spans().getFirst();
          PartWriter part = new PartWriter(span.track());
          SegmentBoxes.segmentType(to);
          part.begin((int) span.firstSample() + 1, 1, to);
          part.sample(sample, to);
          part.end(span.endMicros(), to);
        }
      }

      @Override
      public void end(ByteBuf to) {
        // All is written.
      }
    };
  }
}
