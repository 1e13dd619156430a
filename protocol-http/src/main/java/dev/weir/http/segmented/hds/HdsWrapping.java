package dev.weir.http.segmented.hds;

import dev.weir.flv.F4fWriter;
import dev.weir.flv.FlvMuxer;
import dev.weir.http.segmented.Wrapping;
import dev.weir.media.Codec;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import java.util.List;

/// One track of pictures and one of sound as fragments, each a segment of the store: `abst`, which
/// tells of this fragment alone, and `mdat` with FLV tags. An id of 0 stands for none.
///
/// @param videoId the track of pictures
/// @param audioId the track of sound
record HdsWrapping(int videoId, int audioId) implements Wrapping {

  /// Whether Flash players read `codec`: what FLV had before it was enhanced.
  static boolean carries(Codec codec) {
    boolean legacy =
        switch (codec) {
          case Codec.Avc _, Codec.OtherVideo _ -> true;
          case Codec.Aac _, Codec.G711 _, Codec.Pcm _, Codec.OtherAudio _ -> true;
          case Codec.Mp3 mp3 -> mp3.layer() == 3;
          case Codec.Video _, Codec.Audio _, Codec.Text _, Codec.Data _ -> false;
        };
    return legacy && FlvMuxer.carries(codec);
  }

  @Override
  public boolean carries(Track track) {
    return (track.id() == videoId || track.id() == audioId) && carries(track.codec());
  }

  @Override
  public Writer begin(Piece piece, ByteBuf out) {
    HdsBootstrap.of(List.of(piece.segment()), true, true).write(out);
    F4fWriter writer = new F4fWriter(piece.tracks(), out);
    return new Writer() {
      @Override
      public void sample(Sample sample, boolean lastOfTrack, ByteBuf to) {
        writer.sample(sample, to);
      }

      @Override
      public void end(ByteBuf to) {
        writer.end(to);
      }
    };
  }
}
