package dev.weir.http.segmented.hls;

import dev.weir.http.segmented.Wrapping;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.ts.TsSegmentWriter;
import io.netty.buffer.ByteBuf;
import java.util.List;

/// One video and one audio track in a transport stream; an id of 0 stands for none.
///
/// @param videoId the video track
/// @param audioId the audio track
record TsWrapping(int videoId, int audioId) implements Wrapping {
  @Override
  public boolean carries(Track track) {
    return (track.id() == videoId || track.id() == audioId)
        && TsSegmentWriter.carries(track.codec());
  }

  @Override
  public Writer begin(List<Track> tracks, ByteBuf out) {
    TsSegmentWriter writer = new TsSegmentWriter();
    writer.begin(tracks, out);
    return new Writer() {
      @Override
      public void sample(Sample sample, boolean lastOfTrack, ByteBuf to) {
        writer.sample(sample, lastOfTrack, to);
      }

      @Override
      public void end(ByteBuf to) {
        writer.end(to);
      }
    };
  }
}
