package dev.weir.matroska;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.DolbyVision;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import java.util.Objects;

/// Appends the description of a track (RFC 9559 5.1.4.1).
final class TrackEntryWriter {
  private static final int TYPE_VIDEO = 1;
  private static final int TYPE_AUDIO = 2;
  private static final int TYPE_SUBTITLE = 17;
  private static final String UNDETERMINED = "und";
  private static final int UNSPECIFIED = 2; // in H.273
  private static final double NANOS_PER_SECOND = 1e9;

  // RFC 7845 4.6 asks for 80 ms before the place that is sought.
  private static final long OPUS_SEEK_PRE_ROLL_NANOS = 80_000_000;

  private TrackEntryWriter() {}

  /// How much sound a decoder throws away at the start, and block times are late by.
  static long codecDelayNanos(Codec codec) {
    return codec instanceof Codec.Opus opus
        ? Timescale.rescale(opus.preSkip(), opus.sampleRate(), (long) NANOS_PER_SECOND)
        : 0;
  }

  /// Appends the element.
  ///
  /// @param isDefault whether players should choose it among those of its kind
  static void write(Track track, int number, boolean isDefault, DocType type, ByteBuf out) {
    int entry = EbmlWriter.begin(Ids.TRACK_ENTRY, out);
    EbmlWriter.unsigned(Ids.TRACK_NUMBER, number, out);
    EbmlWriter.unsigned(Ids.TRACK_UID, number, out);
    EbmlWriter.unsigned(Ids.TRACK_TYPE, typeOf(track.codec()), out);
    EbmlWriter.unsigned(Ids.FLAG_LACING, 0, out);
    if (!isDefault) {
      EbmlWriter.unsigned(Ids.FLAG_DEFAULT, 0, out);
    }
    names(track, type, out);
    codec(track.codec(), type, out);
    switch (track.codec()) {
      case Codec.Video video -> {
        video(video.picture(), out);
        DolbyVision dolbyVision = video.picture().dolbyVision();
        if (dolbyVision != null && type == DocType.MATROSKA) {
          mapping(dolbyVision, out);
        }
      }
      case Codec.Audio audio -> audio(audio, out);
      case Codec.Text _, Codec.Data _ -> {}
    }
    EbmlWriter.end(entry, out);
  }

  private static int typeOf(Codec codec) {
    return switch (codec.kind()) {
      case VIDEO -> TYPE_VIDEO;
      case AUDIO -> TYPE_AUDIO;
      case TEXT, DATA -> TYPE_SUBTITLE;
    };
  }

  private static void names(Track track, DocType type, ByteBuf out) {
    // Without the element the language is English (5.1.4.1.19).
    String language = Objects.requireNonNullElse(track.language(), UNDETERMINED);
    EbmlWriter.text(Ids.LANGUAGE, language, out);
    if (type == DocType.MATROSKA) {
      EbmlWriter.text(Ids.LANGUAGE_BCP47, Languages.bcp47(language), out);
    }
    if (track.title() != null) {
      EbmlWriter.text(Ids.NAME, track.title(), out);
    }
  }

  private static void codec(Codec codec, DocType type, ByteBuf out) {
    EbmlWriter.text(Ids.CODEC_ID, Objects.requireNonNull(CodecIds.of(codec, type)), out);
    Octets codecPrivate = CodecPrivates.of(codec);
    if (!codecPrivate.isEmpty()) {
      EbmlWriter.binary(Ids.CODEC_PRIVATE, codecPrivate, out);
    }
    long frameNanos = frameNanos(codec);
    if (frameNanos > 0) {
      EbmlWriter.unsigned(Ids.DEFAULT_DURATION, frameNanos, out);
    }
    if (codec instanceof Codec.Opus) {
      EbmlWriter.unsigned(Ids.CODEC_DELAY, codecDelayNanos(codec), out);
      EbmlWriter.unsigned(Ids.SEEK_PRE_ROLL, OPUS_SEEK_PRE_ROLL_NANOS, out);
    }
  }

  /// How long one sample lasts, 0 where they differ or nobody said.
  private static long frameNanos(Codec codec) {
    double seconds =
        switch (codec) {
          case Codec.Video video ->
              video.picture().framesPerSecond() > 0 ? 1 / video.picture().framesPerSecond() : 0;
          case Codec.Aac aac -> (double) aac.samplesPerFrame() / aac.sampleRate();
          case Codec.Mp3 mp3 -> (double) mp3.samplesPerFrame() / mp3.sampleRate();
          default -> 0;
        };
    return Math.round(seconds * NANOS_PER_SECOND);
  }

  private static void video(Picture picture, ByteBuf out) {
    int video = EbmlWriter.begin(Ids.VIDEO, out);
    if (picture.width() > 0 && picture.height() > 0) {
      EbmlWriter.unsigned(Ids.PIXEL_WIDTH, picture.width(), out);
      EbmlWriter.unsigned(Ids.PIXEL_HEIGHT, picture.height(), out);
    }
    if (!picture.colour().equals(Colour.UNSPECIFIED)) {
      colour(picture.colour(), out);
    }
    EbmlWriter.end(video, out);
  }

  /// Block Addition Mappings of the Matroska Codec Mappings: nothing is added to blocks, the record
  /// alone stands here.
  private static void mapping(DolbyVision dolbyVision, ByteBuf out) {
    int start = EbmlWriter.begin(Ids.BLOCK_ADDITION_MAPPING, out);
    // A number that is made of four characters.
    EbmlWriter.text(Ids.BLOCK_ADD_ID_TYPE, dolbyVision.recordName(), out);
    EbmlWriter.binary(Ids.BLOCK_ADD_ID_EXTRA_DATA, dolbyVision.configuration(), out);
    EbmlWriter.end(start, out);
  }

  private static void colour(Colour colour, ByteBuf out) {
    int start = EbmlWriter.begin(Ids.COLOUR, out);
    EbmlWriter.unsigned(Ids.MATRIX_COEFFICIENTS, colour.matrix(), out);
    EbmlWriter.unsigned(Ids.BITS_PER_CHANNEL, colour.bitDepth(), out);
    if (colour.chroma() != 0) {
      EbmlWriter.unsigned(Ids.CHROMA_SUBSAMPLING_HORZ, colour.chroma() < 3 ? 1 : 0, out);
      EbmlWriter.unsigned(Ids.CHROMA_SUBSAMPLING_VERT, colour.chroma() == 1 ? 1 : 0, out);
    }
    if (colour.fullRange() || colour.matrix() != UNSPECIFIED) {
      EbmlWriter.unsigned(Ids.RANGE, colour.fullRange() ? 2 : 1, out);
    }
    EbmlWriter.unsigned(Ids.TRANSFER_CHARACTERISTICS, colour.transfer(), out);
    EbmlWriter.unsigned(Ids.PRIMARIES, colour.primaries(), out);
    EbmlWriter.end(start, out);
  }

  private static void audio(Codec.Audio codec, ByteBuf out) {
    int audio = EbmlWriter.begin(Ids.AUDIO, out);
    int coreRate =
        codec instanceof Codec.Aac aac
            ? AudioSpecificConfig.read(aac.configuration()).coreSampleRate()
            : codec.sampleRate();
    EbmlWriter.number(Ids.SAMPLING_FREQUENCY, coreRate, out);
    if (coreRate != codec.sampleRate()) {
      EbmlWriter.number(Ids.OUTPUT_SAMPLING_FREQUENCY, codec.sampleRate(), out);
    }
    EbmlWriter.unsigned(Ids.CHANNELS, codec.channels(), out);
    if (codec instanceof Codec.Pcm pcm) {
      EbmlWriter.unsigned(Ids.BIT_DEPTH, pcm.bits(), out);
    }
    EbmlWriter.end(audio, out);
  }
}
