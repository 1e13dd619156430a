package dev.weir.http.segmented.cmaf;

import dev.weir.http.segmented.Wrapping;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.subtitle.SubtitleMuxer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/// The cues of one text track as WebVTT, on the timeline of the media (RFC 8216 3.5).
///
/// @param trackId the text track
/// @param mpegTs what time 0 of the stream is in the media beside it, in 90 kHz
public record CueWrapping(int trackId, long mpegTs) implements Wrapping {
  @Override
  public boolean carries(Track track) {
    return track.id() == trackId && SubtitleMuxer.carries(track.codec());
  }

  @Override
  public Writer begin(Piece piece, ByteBuf out) {
    out.writeCharSequence(
        "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:" + mpegTs + "\n\n",
        StandardCharsets.UTF_8);
    SubtitleMuxer cues = SubtitleMuxer.webVtt();
    piece.tracks().forEach(track -> cues.track(track, Unpooled.EMPTY_BUFFER));
    return new Writer() {
      @Override
      public void sample(Sample sample, boolean lastOfTrack, ByteBuf to) {
        cues.sample(sample, to);
      }

      @Override
      public void end(ByteBuf to) {
        // Each cue is whole.
      }
    };
  }
}
