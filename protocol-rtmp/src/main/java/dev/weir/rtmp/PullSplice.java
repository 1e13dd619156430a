package dev.weir.rtmp;

import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Where the connections of a pull come together: the strand of one gives its samples to the sink,
/// until that of another takes over at a keyframe.
///
/// Servers begin with a keyframe of the past. If it is one that was given already, the new strand's
/// times are moved so that both say the same of it, and everything up to the newest sample is left
/// out: nothing is lost, and nothing comes twice. If nobody knows it, the next keyframe is waited
/// for while the strand before lasts, and times are left to those who mend them.
///
/// Confined to the link's event loop.
final class PullSplice {
  private static final int REMEMBERED_KEYFRAMES = 16;

  private final TrackSink sink;
  private final Map<Integer, Given> given = new HashMap<>(); // by track
  private final long[] prints = new long[REMEMBERED_KEYFRAMES]; // a ring of keyframes
  private final long[] printMicros = new long[REMEMBERED_KEYFRAMES]; // their times
  private final CRC32C crc = new CRC32C();

  private int keyframes; // given so far; the newest is at keyframes - 1 in the ring
  private @Nullable Strand current; // from the first sample on; another's once that takes over

  /// What the sink was given of a track.
  private static final class Given {
    private Track track;
    private long lastMicros = Long.MIN_VALUE;
    private @Nullable Strand by; // whose sample that was

    private Given(Track track) {
      this.track = track;
    }
  }

  /// @param sink told of a track when it is new or has changed
  PullSplice(TrackSink sink) {
    this.sink = sink;
  }

  /// One connection's.
  ///
  /// @param whenCurrent told once when its samples begin to count
  Strand strand(Runnable whenCurrent) {
    return new Strand(whenCurrent);
  }

  /// What one connection brings.
  final class Strand implements TrackSink {
    private final Runnable whenCurrent;
    private final Map<Integer, Track> tracks = new LinkedHashMap<>();

    private long offsetMicros; // to the times of the sink; set when it takes over
    private boolean overlaps; // whether some of it was given already, by another
    private boolean waited; // once a keyframe went by that nobody knew
    private boolean over; // once its connection is over, or another has taken over

    private Strand(Runnable whenCurrent) {
      this.whenCurrent = whenCurrent;
    }

    /// Whether another's samples count.
    boolean isAside() {
      return current != null && current != this;
    }

    /// Its connection is over.
    void end() {
      over = true;
    }

    @Override
    public void track(Track track) {
      tracks.put(track.id(), track);
      if (current == this) {
        tell(track);
      }
    }

    @Override
    public void sample(Sample sample) {
      if (current == this || takesOver(sample)) {
        give(sample.later(offsetMicros), this);
      }
    }

    private boolean takesOver(Sample sample) {
      Strand before = current;
      if (before == null) {
        become();
        return true;
      }
      if (over || !isBoundary(sample)) {
        return false;
      }
      int known = find(sample);
      if (known < 0 && !waited && !before.over) {
        waited = true;
        return false;
      }
      if (known >= 0) {
        offsetMicros = printMicros[known] - sample.dtsMicros();
        overlaps = true;
      }
      before.over = true;
      become();
      return true;
    }

    private void become() {
      current = this;
      tracks.values().forEach(PullSplice.this::tell);
      whenCurrent.run();
    }

    /// Whether a decoder can begin here.
    private boolean isBoundary(Sample sample) {
      Track track = tracks.get(sample.trackId());
      return track != null
          && sample.keyframe()
          && (track.isVideo()
              || (track.isAudio() && tracks.values().stream().noneMatch(Track::isVideo)));
    }
  }

  private void tell(Track track) {
    Given known = given.get(track.id());
    if (known == null) {
      given.put(track.id(), new Given(track));
    } else if (known.track.equals(track)) {
      return;
    } else {
      known.track = track;
    }
    sink.track(track);
  }

  private void give(Sample sample, Strand strand) {
    Given track = given.get(sample.trackId());
    if (track == null) {
      return; // of a track that was not announced
    }
    if (strand.overlaps && track.by != strand && sample.dtsMicros() <= track.lastMicros) {
      return;
    }
    track.lastMicros = sample.dtsMicros();
    track.by = strand;
    if (sample.keyframe() && track.track.isVideo()) {
      int at = keyframes++ % REMEMBERED_KEYFRAMES;
      prints[at] = print(sample);
      printMicros[at] = sample.dtsMicros();
    }
    sink.sample(sample);
  }

  /// The place in the ring of the one keyframe that is like this one; -1 if there is none, or there
  /// are several, as of a picture that stands still.
  private int find(Sample sample) {
    long print = print(sample);
    int found = -1;
    for (int i = 0; i < Math.min(keyframes, REMEMBERED_KEYFRAMES); i++) {
      if (prints[i] == print) {
        if (found >= 0) {
          return -1;
        }
        found = i;
      }
    }
    return found;
  }

  /// What tells keyframes from each other.
  private long print(Sample sample) {
    ByteBuf payload = sample.payload();
    crc.reset();
    crc.update(payload.nioBuffer());
    return (crc.getValue() << 32 | payload.readableBytes()) * 31 + sample.trackId();
  }
}
