package dev.weir.flv;

import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import java.util.List;

/// Writes what a fragment of HTTP Dynamic Streaming has its media in: an `mdat` box of FLV tags
/// (Adobe Flash Video File Format Specification 10.1, C.4), first those that decoders start with.
///
/// Begins with its creation, ends with [#end]; appends everything to the same `out`. Not
/// thread-safe.
public final class F4fWriter {
  private final List<Track> tracks;
  private final FlvMuxer tags = new FlvMuxer();
  private final int start;

  private boolean begun; // with the first sample, whose time the first tags take

  /// @param tracks that [FlvMuxer#carries]
  public F4fWriter(List<Track> tracks, ByteBuf out) {
    this.tracks = List.copyOf(tracks);
    start = out.writerIndex();
    out.writeInt(0).writeInt(FourCc.of("mdat"));
  }

  /// Appends one sample.
  public void sample(Sample sample, ByteBuf out) {
    if (!begun) {
      begun = true;
      tracks.forEach(track -> tags.announce(track, sample, out));
    }
    tags.sample(sample, out);
  }

  /// Completes the box.
  public void end(ByteBuf out) {
    out.setInt(start, out.writerIndex() - start);
  }
}
