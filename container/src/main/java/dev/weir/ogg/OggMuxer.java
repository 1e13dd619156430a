package dev.weir.ogg;

import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes Ogg (RFC 3533) with Theora, VP8, Vorbis, Opus and FLAC.
///
/// Each sample has its own page, so that it can be sent at once. If a track comes or changes after
/// the start, all streams end and new ones follow ("chaining"), whose time begins at 0 again. For a
/// file, which [#end] completes, the last page of each stream is marked; a sample is therefore
/// written when the next one of its track comes. Not thread-safe.
public final class OggMuxer implements Muxer {
  // Video comes first: players take the first stream for the one to go by.
  private static final Comparator<OggTrack> VIDEO_FIRST =
      Comparator.comparing((OggTrack each) -> !each.track().isVideo())
          .thenComparingInt(each -> each.track().id());

  private static final int SERIALS_PER_LINK = 256;

  private final boolean file;

  private List<OggTrack> tracks = new ArrayList<>();
  private boolean begun; // once somebody may have seen the headers
  private int link; // how often all streams ended
  private boolean rebase; // until the first sample of a link after the first
  private long baseMicros; // what the link counts as time 0

  private OggMuxer(boolean file) {
    this.file = file;
  }

  /// A muxer of a live stream.
  public OggMuxer() {
    this(false);
  }

  /// A muxer of a file.
  public static OggMuxer ofFile() {
    return new OggMuxer(true);
  }

  /// Whether Ogg has a mapping for `codec` that is written.
  public static boolean carries(Codec codec) {
    return codec instanceof Codec.Theora
        || codec instanceof Codec.Vp8
        || codec instanceof Codec.Vorbis
        || codec instanceof Codec.Opus
        || codec instanceof Codec.Flac;
  }

  @Override
  public void header(ByteBuf out) {
    begun = true;
    // RFC 3533 4: all first pages come before all others.
    tracks.forEach(each -> each.pages().firstHeader(out));
    tracks.forEach(each -> each.pages().otherHeaders(out));
  }

  @Override
  public void track(Track track, ByteBuf out) {
    OggTrack known = find(track.id());
    if (!carries(track.codec()) || (known != null && known.track().codec().equals(track.codec()))) {
      return;
    }
    List<Track> all = new ArrayList<>(tracks.stream().map(OggTrack::track).toList());
    all.removeIf(each -> each.id() == track.id());
    all.add(track);
    if (begun) {
      end(out);
      link++;
      rebase = true;
    }
    tracks = new ArrayList<>();
    for (Track each : all) {
      tracks.add(OggTrack.of(each, link * SERIALS_PER_LINK + tracks.size() + 1));
    }
    tracks.sort(VIDEO_FIRST);
    if (begun) {
      header(out);
    }
  }

  @Override
  public void sample(Sample sample, ByteBuf out) {
    OggTrack track = find(sample.trackId());
    if (track == null) {
      return;
    }
    begun = true;
    if (rebase) {
      rebase = false;
      baseMicros = sample.ptsMicros();
    }
    if (isJoin(track, sample)) {
      tracks.forEach(each -> each.pages().joinable());
    }
    track.sample(sample, baseMicros, file, out);
  }

  /// Who joins gets all from the newest keyframe on, or from any sample of sound.
  private boolean isJoin(OggTrack track, Sample sample) {
    return track.track().isVideo()
        ? sample.keyframe()
        : tracks.stream().noneMatch(each -> each.track().isVideo());
  }

  /// Appends the end of all streams.
  public void end(ByteBuf out) {
    tracks.forEach(each -> each.end(out));
  }

  private @Nullable OggTrack find(int trackId) {
    for (OggTrack each : tracks) {
      if (each.track().id() == trackId) {
        return each;
      }
    }
    return null;
  }
}
