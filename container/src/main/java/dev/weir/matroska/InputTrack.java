package dev.weir.matroska;

import dev.weir.media.Codec;
import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One track of a file that is read, from its entry on: announces it, and gives its frames to the
/// sink as samples.
///
/// A frame that is not what its codec says is dropped: its block has an end of its own. Not
/// thread-safe; [#close] gives back the memory.
final class InputTrack {
  private static final long DEFAULT_FRAME_MICROS = 40_000;
  private static final long MAX_FRAME_MICROS = 1_000_000;

  private final TrackEntry entry;
  private final TrackSink sink;
  private final FrameForm form;
  private final CueForm cues;
  private final DecodingClock clock = new DecodingClock();
  private final ByteBuf restored = Unpooled.buffer(0); // a frame that was compressed

  private @Nullable Track announced;
  private @Nullable Codec told; // what the form said when the track was announced last
  private long frameMicros = DEFAULT_FRAME_MICROS; // how long a picture is usually shown
  private long dropped;

  /// @param codec what the entry says
  /// @param announced what the sink was told of this number before, or null
  InputTrack(TrackEntry entry, Codec codec, @Nullable Track announced, TrackSink sink) {
    this.entry = entry;
    this.sink = sink;
    this.announced = announced;
    this.form = new FrameForm(codec, entry);
    this.cues = new CueForm(entry.codecId);
    if (form.codec() != null) {
      announce(form.codec());
    }
  }

  TrackEntry entry() {
    return entry;
  }

  @Nullable Track announced() {
    return announced;
  }

  long dropped() {
    return dropped;
  }

  /// Takes the next frame as one that does not follow the one before.
  void restart() {
    clock.restart();
  }

  void close() {
    restored.release();
    form.close();
    cues.close();
  }

  /// How long a frame lasts, in nanoseconds, if others share its block; 0 if it does not say.
  long frameNanos(ByteBuf frame) {
    if (entry.defaultDurationNanos > 0) {
      return entry.defaultDurationNanos;
    }
    try {
      return FrameDuration.nanos(announced == null ? form.codec() : announced.codec(), frame);
    } catch (MediaException _) {
      return 0;
    }
  }

  /// Takes one frame.
  ///
  /// @param durationMillis how long it is shown, -1 if not said
  /// @param addition the settings of a WebVTT cue
  void frame(
      long ptsMicros, boolean keyframe, long durationMillis, ByteBuf frame, ByteBuf addition) {
    ByteBuf payload;
    try {
      ByteBuf whole = frame;
      if (entry.compression.changesFrames()) {
        entry.compression.restore(frame, restored.clear());
        whole = restored;
      }
      payload =
          form.isText()
              ? cues.convert(durationMillis, whole, addition)
              : form.convert(whole, keyframe);
    } catch (MediaException _) {
      dropped++;
      return;
    }
    if (form.codec() == null || payload == null) {
      dropped++;
      return;
    }
    announce(form.codec());
    emit(ptsMicros, keyframe, payload);
  }

  private void emit(long ptsMicros, boolean keyframe, ByteBuf payload) {
    boolean video = form.codec() instanceof Codec.Video;
    long dts = video ? clock.next(ptsMicros, frameMicros, form.startsAnew()) : ptsMicros;
    boolean key = !video || keyframe || form.isKeyframe();
    int offset = Math.clamp(ptsMicros - dts, Integer.MIN_VALUE, Integer.MAX_VALUE);
    sink.sample(new Sample(entry.number, dts, offset, key, payload));
  }

  @SuppressWarnings("ReferenceEquality") // the same object each time, but when it changes
  private void announce(Codec plain) {
    if (plain == told) {
      return;
    }
    told = plain;
    // Samples do not say that they are in Dolby Vision.
    Codec codec =
        entry.dolbyVision != null && plain instanceof Codec.Video video
            ? entry.dolbyVision.of(video)
            : plain;
    if (announced != null && codec.equals(announced.codec())) {
      return;
    }
    if (codec instanceof Codec.Video video) {
      clock.depth(DecodingClock.depthOf(video));
      frameMicros = frameMicros(video);
    }
    announced = new Track(entry.number, codec, entry.language, entry.title);
    sink.track(announced);
  }

  private long frameMicros(Codec.Video video) {
    long micros = TimeUnit.NANOSECONDS.toMicros(entry.defaultDurationNanos);
    if (micros == 0 && video.picture().framesPerSecond() > 0) {
      micros = Math.round(1e6 / video.picture().framesPerSecond());
    }
    return micros > 0 && micros <= MAX_FRAME_MICROS ? micros : DEFAULT_FRAME_MICROS;
  }
}
