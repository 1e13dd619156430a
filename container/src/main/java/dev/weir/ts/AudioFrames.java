package dev.weir.ts;

import dev.weir.aac.LatmReader;
import dev.weir.elementary.FrameFormat;
import dev.weir.media.Codec;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// How frames of sound lie one after the other in an elementary stream.
///
/// Not thread-safe.
sealed interface AudioFrames {
  /// Takes frames.
  interface Output {
    /// Takes one frame in the form of a sample, lent.
    void frame(Codec.Audio codec, int samples, ByteBuf payload);
  }

  /// How many bytes the frame at `index` has, [FrameFormat#NONE] or [FrameFormat#MORE].
  int bytesAt(ByteBuf in, int index, int end);

  /// Gives the frame at `index`, which was measured and is whole.
  ///
  /// @throws MediaException if its header is of no use
  void give(ByteBuf in, int index, int bytes, Output output);

  /// Each a sample, after its header.
  final class Single implements AudioFrames {
    private final FrameFormat format;

    private int configuration;
    private Codec.@Nullable Audio codec; // of frames with that configuration

    Single(FrameFormat format) {
      this.format = format;
    }

    @Override
    public int bytesAt(ByteBuf in, int index, int end) {
      return format.frameBytes(in, index, end);
    }

    @Override
    public void give(ByteBuf in, int index, int bytes, Output output) {
      int found = format.configuration(in, index);
      Codec.Audio current = codec;
      if (current == null || found != configuration) {
        current = format.codec(in, index, bytes);
        codec = current;
        configuration = found;
      }
      ByteBuf payload = format.payload(in, index, bytes);
      if (payload.isReadable()) {
        output.frame(current, format.samples(in, index), payload);
      }
    }
  }

  /// AAC in LOAS, of which one unit may hold several.
  final class Loas implements AudioFrames {
    private final LatmReader latm = new LatmReader();

    @Override
    public int bytesAt(ByteBuf in, int index, int end) {
      if (end - index < LatmReader.LOAS_HEADER_BYTES) {
        return FrameFormat.MORE;
      }
      int bytes = LatmReader.loasBytesAt(in, index);
      return bytes == 0 ? FrameFormat.NONE : bytes;
    }

    @Override
    public void give(ByteBuf in, int index, int bytes, Output output) {
      int element = index + LatmReader.LOAS_HEADER_BYTES;
      latm.read(
          Octets.copyOf(in, element, bytes - LatmReader.LOAS_HEADER_BYTES),
          (codec, payload) -> output.frame(codec, codec.samplesPerFrame(), payload));
    }
  }
}
