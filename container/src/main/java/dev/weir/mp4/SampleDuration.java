package dev.weir.mp4;

import dev.weir.flac.FlacFrame;
import dev.weir.media.Codec;
import dev.weir.media.Cue;
import dev.weir.opus.OpusPacket;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;

/// How long a sample lasts, as far as its codec and its own bytes tell.
final class SampleDuration {
  private static final int AC3_SAMPLES = 1536;

  private SampleDuration() {}

  /// Microseconds; 0 if only the next sample can tell. Moves no index of the payload.
  ///
  /// @throws dev.weir.media.MalformedMediaException if the payload is not in the codec's form
  static long micros(Codec codec, ByteBuf payload) {
    return switch (codec) {
      case Codec.Opus _ -> OpusPacket.durationMicros(payload);
      case Codec.Text _ -> TimeUnit.MILLISECONDS.toMicros(Cue.read(payload).durationMillis());
      case Codec.Audio sound -> micros(soundSamples(sound, payload), sound.sampleRate());
      case Codec.Video _, Codec.Data _ -> 0;
    };
  }

  private static long soundSamples(Codec.Audio codec, ByteBuf payload) {
    return switch (codec) {
      case Codec.Aac aac -> aac.samplesPerFrame();
      case Codec.Mp3 mp3 -> mp3.samplesPerFrame();
      case Codec.Ac3 ac3 -> ac3.enhanced() ? 0 : AC3_SAMPLES;
      case Codec.Flac flac -> FlacFrame.samples(payload, flac);
      case Codec.G711 g711 -> payload.readableBytes() / g711.channels();
      case Codec.Pcm pcm -> payload.readableBytes() / (pcm.channels() * pcm.bits() / 8);
      case Codec.Opus _, Codec.Vorbis _, Codec.OtherAudio _ -> 0;
    };
  }

  private static long micros(long samples, int sampleRate) {
    return sampleRate > 0 ? TimeUnit.SECONDS.toMicros(samples) / sampleRate : 0;
  }
}
