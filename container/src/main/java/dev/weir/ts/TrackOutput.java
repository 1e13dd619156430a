package dev.weir.ts;

import dev.weir.media.Codec;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One track on its way out: tells the sink of the codec when it is new, and of samples after that.
///
/// Not thread-safe.
final class TrackOutput {
  private final int id;
  private final TsProgress progress;
  private final TrackSink sink;

  private @Nullable String language;
  private @Nullable Track announced;

  TrackOutput(int id, @Nullable String language, TsProgress progress, TrackSink sink) {
    this.id = id;
    this.language = language;
    this.progress = progress;
    this.sink = sink;
  }

  int id() {
    return id;
  }

  /// Takes another language, and tells the sink if the track is known to it.
  void language(@Nullable String newLanguage) {
    language = newLanguage;
    if (announced != null) {
      codec(announced.codec());
    }
  }

  /// What the track is coded in from the next sample on.
  void codec(Codec codec) {
    if (announced == null
        || !codec.equals(announced.codec())
        || !Objects.equals(language, announced.language())) {
      announced = new Track(id, codec, language, null);
      sink.track(announced);
    }
  }

  /// The codec that was announced last.
  @Nullable Codec codec() {
    return announced == null ? null : announced.codec();
  }

  /// Gives a sample, whose codec was announced.
  ///
  /// @param position where the PES packet or section that it begins in begins
  void sample(long ptsMicros, long dtsMicros, boolean keyframe, ByteBuf payload, long position) {
    long offset = Math.clamp(ptsMicros - dtsMicros, Integer.MIN_VALUE, Integer.MAX_VALUE);
    progress.samplePosition = position;
    sink.sample(new Sample(id, dtsMicros, (int) offset, keyframe, payload));
  }

  /// Counts something that could not be used.
  void dropped() {
    progress.dropped++;
  }
}
