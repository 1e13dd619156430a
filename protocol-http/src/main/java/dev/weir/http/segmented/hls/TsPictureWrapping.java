package dev.weir.http.segmented.hls;

import dev.weir.http.segmented.Wrapping;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.ts.TsSegmentWriter;
import io.netty.buffer.ByteBuf;

/// The first picture of each segment alone in a transport stream: what players fetch while somebody
/// searches.
///
/// @param trackId the video track
record TsPictureWrapping(int trackId) implements Wrapping {
  @Override
  public boolean carries(Track track) {
    return track.id() == trackId && track.isVideo() && TsSegmentWriter.carries(track.codec());
  }

  @Override
  public Writer begin(Piece piece, ByteBuf out) {
    TsSegmentWriter writer = new TsSegmentWriter();
    writer.begin(piece.tracks(), out);
    return new Writer() {
      private boolean written;

      @Override
      public void sample(Sample sample, boolean lastOfTrack, ByteBuf to) {
        if (!written) {
          written = true;
          writer.sample(sample, true, to);
        }
      }

      @Override
      public void end(ByteBuf to) {
        writer.end(to);
      }
    };
  }
}
