package dev.weir.mp4;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;

/// `mp4a`: sound that an ES_Descriptor tells of (ISO/IEC 14496-14 5.6).
final class SystemsAudio {
  private static final int LAYER_3 = 34; // audioObjectTypes of ISO/IEC 14496-3
  private static final int LAYER_2 = 33;

  private SystemsAudio() {}

  static Codec codec(AudioEntry.Fields fields) {
    Octets esds = fields.boxes().find("esds");
    if (esds == null) {
      // Old QuickTime had MPEG-4 AAC without any word on it.
      return AudioSpecificConfig.of(AudioSpecificConfig.LC, fields.sampleRate(), fields.channels());
    }
    Descriptors descriptors = Descriptors.read(esds);
    return switch (descriptors.objectType()) {
      case Descriptors.MPEG4_AUDIO, 0x66, 0x67, 0x68 ->
          systems(fields, descriptors.configuration());
      case Descriptors.MPEG2_AUDIO, Descriptors.MPEG1_AUDIO ->
          new Codec.Mp3(3, fields.sampleRate(), fields.channels());
      default ->
          throw new UnsupportedMediaException(
              "Sample entry 'mp4a': object type 0x%02x".formatted(descriptors.objectType()));
    };
  }

  private static Codec systems(AudioEntry.Fields fields, Octets configuration) {
    if (configuration.isEmpty()) {
      return AudioSpecificConfig.of(AudioSpecificConfig.LC, fields.sampleRate(), fields.channels());
    }
    Codec.Aac aac = AudioSpecificConfig.parse(configuration);
    return switch (aac.objectType()) {
      case LAYER_3, LAYER_2 ->
          new Codec.Mp3(aac.objectType() - 31, aac.sampleRate(), aac.channels());
      case 1, 2, 3, 4, 5, 6, 7, 17, 19, 20, 21, 22, 23, 29, 39, 42 -> aac;
      default ->
          throw new UnsupportedMediaException(
              "Sample entry 'mp4a': audioObjectType " + aac.objectType());
    };
  }

  static void write(Codec.Aac aac, ByteBuf out) {
    write(aac, new Descriptors(Descriptors.MPEG4_AUDIO, aac.configuration()), out);
  }

  static void write(Codec.Mp3 mp3, ByteBuf out) {
    int objectType = mp3.sampleRate() < 32_000 ? Descriptors.MPEG2_AUDIO : Descriptors.MPEG1_AUDIO;
    write(mp3, new Descriptors(objectType, Octets.EMPTY), out);
  }

  private static void write(Codec.Audio codec, Descriptors descriptors, ByteBuf out) {
    int entry = AudioEntry.begin("mp4a", codec, out);
    descriptors.write(false, out);
    BoxWriter.end(entry, out);
  }
}
