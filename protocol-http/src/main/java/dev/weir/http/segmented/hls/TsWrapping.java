package dev.weir.http.segmented.hls;

import dev.weir.http.segmented.Wrapping;
import dev.weir.id3.MessageTag;
import dev.weir.media.Codec;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.ts.TsSegmentWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.Map;

/// One video and one audio track in a transport stream, with all timed metadata: splices, and other
/// messages as ID3, which is what players of HLS read. An id of 0 stands for none.
///
/// @param videoId the video track
/// @param audioId the audio track
record TsWrapping(int videoId, int audioId) implements Wrapping {
  private static final Codec ID3 = new Codec.Data(Codec.Data.Format.ID3);

  @Override
  public boolean carries(Track track) {
    return track.codec() instanceof Codec.Data(Codec.Data.Format format)
        ? MessageTag.carries(format) || format == Codec.Data.Format.SCTE35
        : (track.id() == videoId || track.id() == audioId)
            && TsSegmentWriter.carries(track.codec());
  }

  @Override
  public Writer begin(Piece piece, ByteBuf out) {
    TsSegmentWriter writer = new TsSegmentWriter();
    Map<Integer, Codec.Data.Format> tagged = new HashMap<>(); // tracks whose messages become ID3
    for (Track track : piece.tracks()) {
      if (track.codec() instanceof Codec.Data(Codec.Data.Format format)
          && MessageTag.carries(format)) {
        tagged.put(track.id(), format);
      }
    }
    writer.begin(
        piece.tracks().stream()
            .map(track -> tagged.containsKey(track.id()) ? asId3(track) : track)
            .toList(),
        out);
    return new Writer() {
      @Override
      public void sample(Sample sample, boolean lastOfTrack, ByteBuf to) {
        Codec.Data.Format format = tagged.get(sample.trackId());
        writer.sample(format == null ? sample : tag(format, sample), lastOfTrack, to);
      }

      @Override
      public void end(ByteBuf to) {
        writer.end(to);
      }
    };
  }

  private static Track asId3(Track track) {
    return new Track(track.id(), ID3, track.language(), track.title());
  }

  /// A message that cannot be read is an empty one: it must be there, as the last of its track
  /// fills up the packets.
  private static Sample tag(Codec.Data.Format format, Sample sample) {
    Octets tag;
    try {
      tag = MessageTag.of(format, sample.payload());
    } catch (MediaException _) {
      tag = Octets.EMPTY;
    }
    return sample.with(Unpooled.wrappedBuffer(tag.toByteArray()));
  }
}
