package dev.weir.subtitle;

import dev.weir.media.Codec;
import dev.weir.media.Cue;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Makes samples of cues: one track, id 1.
///
/// A file may hold its cues in any order. Decoding times never go back: a cue that appears before
/// one that was given already has a presentation time before its decoding time.
final class CueSink implements AutoCloseable {
  static final int TRACK_ID = 1;

  private final TrackSink sink;
  private final ByteBuf payload = Unpooled.buffer(0);

  private boolean announced;
  private long lastDtsMicros; // of the newest cue
  private long position; // of the cue that the sink is given
  private long dropped;

  CueSink(TrackSink sink) {
    this.sink = sink;
  }

  /// Tells the track, once.
  void announce(Codec.Text codec) {
    if (!announced) {
      announced = true;
      sink.track(Track.of(TRACK_ID, codec));
    }
  }

  /// Gives a cue, which was read from `position` on.
  void cue(CueTiming timing, String text, long position) {
    long durationMillis = timing.endMillis() - timing.startMillis();
    long ptsMicros = timing.startMillis() * 1000;
    long dtsMicros = Math.max(lastDtsMicros, ptsMicros);
    long offsetMicros = ptsMicros - dtsMicros;
    if (durationMillis < 0
        || durationMillis > Integer.MAX_VALUE
        || offsetMicros < -Integer.MAX_VALUE) {
      dropped++;
      return;
    }
    lastDtsMicros = dtsMicros;
    this.position = position;
    new Cue((int) durationMillis, text).write(payload.clear());
    sink.sample(new Sample(TRACK_ID, dtsMicros, (int) offsetMicros, true, payload));
  }

  /// Forgets what came before, as reading goes on elsewhere.
  void reset() {
    lastDtsMicros = 0;
  }

  long position() {
    return position;
  }

  long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    payload.release();
  }
}
