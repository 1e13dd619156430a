package dev.weir.matroska;

import dev.weir.flac.FlacFrame;
import dev.weir.media.Codec;
import dev.weir.media.Timescale;
import dev.weir.opus.OpusPacket;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How long a frame of sound lasts.
final class FrameDuration {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final int AC3_SAMPLES = 1536;

  private FrameDuration() {}

  /// Nanoseconds; 0 if neither codec nor frame say it. Moves no index.
  ///
  /// @throws dev.weir.media.MalformedMediaException if the frame should say it and does not
  static long nanos(@Nullable Codec codec, ByteBuf frame) {
    return switch (codec) {
      case Codec.Aac aac -> nanos(aac.samplesPerFrame(), aac);
      case Codec.Mp3 mp3 -> nanos(mp3.samplesPerFrame(), mp3);
      case Codec.Ac3 ac3 -> nanos(AC3_SAMPLES, ac3);
      case Codec.Flac flac -> nanos(FlacFrame.samples(frame, flac), flac);
      case Codec.Opus _ -> TimeUnit.MICROSECONDS.toNanos(OpusPacket.durationMicros(frame));
      case Codec.G711 g711 -> nanos(frame.readableBytes() / g711.channels(), g711);
      case Codec.Pcm pcm ->
          nanos(frame.readableBytes() / (pcm.channels() * (pcm.bits() / Byte.SIZE)), pcm);
      case null, default -> 0;
    };
  }

  private static long nanos(int samples, Codec.Audio codec) {
    return Timescale.rescale(samples, codec.sampleRate(), NANOS_PER_SECOND);
  }
}
