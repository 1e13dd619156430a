package dev.weir.elementary;

import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Writes the frames of one audio track, the first that the format carries, without a container.
///
/// A reader can join at every frame. Not thread-safe.
public final class AudioMuxer implements Muxer {

  /// How a frame is written.
  public interface FrameWriter {
    /// Appends one frame to `out`.
    void write(ByteBuf payload, ByteBuf out);
  }

  private final Predicate<Codec> carries;
  private final Function<Codec, FrameWriter> writers;

  private int trackId; // 0 until a track comes that can be carried
  private @Nullable FrameWriter frames; // of that track's codec

  /// Writes a track that `carries` accepts with what `writers` makes for its codec.
  public AudioMuxer(Predicate<Codec> carries, Function<Codec, FrameWriter> writers) {
    this.carries = carries;
    this.writers = writers;
  }

  @Override
  public void header(ByteBuf out) {
    // Every frame says what it is.
  }

  @Override
  public void track(Track track, ByteBuf out) {
    boolean ours = trackId == 0 || trackId == track.id();
    if (ours && carries.test(track.codec())) {
      trackId = track.id();
      frames = writers.apply(track.codec());
    }
  }

  @Override
  public void sample(Sample sample, ByteBuf out) {
    if (frames != null && trackId == sample.trackId()) {
      frames.write(sample.payload(), out);
    }
  }
}
