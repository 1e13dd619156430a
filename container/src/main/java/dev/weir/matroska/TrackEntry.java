package dev.weir.matroska;

import dev.weir.media.Colour;
import dev.weir.media.DolbyVision;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What a TrackEntry says (RFC 9559 5.1.4.1), with the defaults of elements that are not there.
///
/// Filled by its own reader and not changed afterwards.
final class TrackEntry {
  private static final int MAX_NUMBER = 0xFFFF;
  private static final int MAX_SIDE = 1 << 16;
  private static final int MAX_CHANNELS = 255;
  private static final double MAX_RATE = 10_000_000;
  private static final long MAX_DELAY_NANOS = 10_000_000_000L;
  private static final int ISO_639_LENGTH = 3;

  // BlockAddIDType: `dvcC` and `dvvC` (Matroska Codec Mappings, Block Addition Mappings).
  private static final long DOLBY_VISION_TO_7 = 0x64766343;
  private static final long DOLBY_VISION_FROM_8 = 0x64767643;

  int number;
  String codecId = "";
  Octets codecPrivate = Octets.EMPTY;
  @Nullable String language;
  @Nullable String title;
  long defaultDurationNanos; // 0 if not said
  long codecDelayNanos;
  double timestampScale = 1;
  int width;
  int height;
  Colour colour = Colour.UNSPECIFIED;
  @Nullable DolbyVision dolbyVision; // null if the pictures are not in it
  double samplingRate = 8000;
  double outputRate; // 0 if the same
  int channels = 1;
  int bitDepth;
  Compression compression = Compression.NONE;

  private TrackEntry() {}

  /// Reads the body of a TrackEntry.
  ///
  /// @param maxFrameBytes the most that a compressed frame may grow to
  /// @throws MalformedMediaException if a value is out of range
  /// @throws dev.weir.media.UnsupportedMediaException if it is encrypted or compressed by a method
  ///   that Weir has not
  static TrackEntry read(ByteBuf body, int maxFrameBytes) {
    TrackEntry entry = new TrackEntry();
    String languageTag = null;
    for (ElementWalk child = new ElementWalk(body, "TrackEntry"); child.next(); ) {
      switch (child.id()) {
        case Ids.TRACK_NUMBER -> entry.number = child.unsigned(MAX_NUMBER);
        case Ids.CODEC_ID -> entry.codecId = child.text();
        case Ids.CODEC_PRIVATE -> entry.codecPrivate = child.octets();
        case Ids.LANGUAGE -> entry.language = child.text();
        case Ids.LANGUAGE_BCP47 -> languageTag = child.text();
        case Ids.NAME -> entry.title = child.text();
        case Ids.DEFAULT_DURATION -> entry.defaultDurationNanos = child.unsigned();
        case Ids.CODEC_DELAY -> entry.codecDelayNanos = child.unsigned();
        case Ids.TRACK_TIMESTAMP_SCALE -> entry.timestampScale = child.number();
        case Ids.VIDEO -> entry.readVideo(child.body());
        case Ids.AUDIO -> entry.readAudio(child.body());
        case Ids.BLOCK_ADDITION_MAPPING -> entry.readMapping(child.body());
        case Ids.CONTENT_ENCODINGS ->
            entry.compression = Compression.read(child.body(), maxFrameBytes);
        default -> {}
      }
    }
    entry.check();
    entry.chooseLanguage(languageTag);
    entry.codecPrivate = entry.compression.codecPrivate(entry.codecPrivate);
    return entry;
  }

  private void check() {
    if (number == 0
        || !(timestampScale > 0 && timestampScale < 1e6)
        || !(samplingRate >= 1 && samplingRate <= MAX_RATE)
        || !(outputRate >= 0 && outputRate <= MAX_RATE)
        || channels == 0
        || codecDelayNanos > MAX_DELAY_NANOS) {
      throw new MalformedMediaException(
          "Matroska TrackEntry: number %d, scale %s, %s to %s Hz, %d channels, delay %d ns"
              .formatted(
                  number, timestampScale, samplingRate, outputRate, channels, codecDelayNanos));
    }
  }

  private void chooseLanguage(@Nullable String tag) {
    // Where both are, the tag counts (5.1.4.1.20). Not the default of English: nobody said that.
    boolean same = tag != null && language != null && tag.equals(Languages.bcp47(language));
    if (tag != null && !same) {
      language = Languages.iso639(tag);
    }
    if (language != null && (language.length() != ISO_639_LENGTH || language.equals("und"))) {
      language = null;
    }
  }

  private void readMapping(ByteBuf body) {
    long type = 0;
    Octets data = Octets.EMPTY;
    for (ElementWalk child = new ElementWalk(body, "BlockAdditionMapping"); child.next(); ) {
      switch (child.id()) {
        case Ids.BLOCK_ADD_ID_TYPE -> type = child.unsigned();
        case Ids.BLOCK_ADD_ID_EXTRA_DATA -> data = child.octets();
        default -> {}
      }
    }
    if (type == DOLBY_VISION_TO_7 || type == DOLBY_VISION_FROM_8) {
      dolbyVision = DolbyVision.parse(data);
    }
  }

  private void readVideo(ByteBuf body) {
    for (ElementWalk child = new ElementWalk(body, "Video"); child.next(); ) {
      switch (child.id()) {
        case Ids.PIXEL_WIDTH -> width = child.unsigned(MAX_SIDE);
        case Ids.PIXEL_HEIGHT -> height = child.unsigned(MAX_SIDE);
        case Ids.COLOUR -> readColour(child.body());
        default -> {}
      }
    }
  }

  private void readColour(ByteBuf body) {
    int matrix = colour.matrix();
    int transfer = colour.transfer();
    int primaries = colour.primaries();
    int depth = colour.bitDepth();
    boolean fullRange = false;
    int horizontal = 1;
    int vertical = 1;
    for (ElementWalk child = new ElementWalk(body, "Colour"); child.next(); ) {
      switch (child.id()) {
        case Ids.MATRIX_COEFFICIENTS -> matrix = child.unsigned(255);
        case Ids.TRANSFER_CHARACTERISTICS -> transfer = child.unsigned(255);
        case Ids.PRIMARIES -> primaries = child.unsigned(255);
        case Ids.BITS_PER_CHANNEL -> depth = Math.max(depth, child.unsigned(16));
        case Ids.RANGE -> fullRange = child.unsigned() == 2;
        case Ids.CHROMA_SUBSAMPLING_HORZ -> horizontal = child.unsigned(4);
        case Ids.CHROMA_SUBSAMPLING_VERT -> vertical = child.unsigned(4);
        default -> {}
      }
    }
    int chroma = vertical > 0 ? 1 : horizontal > 0 ? 2 : 3;
    colour = new Colour(primaries, transfer, matrix, fullRange, depth, chroma);
  }

  private void readAudio(ByteBuf body) {
    for (ElementWalk child = new ElementWalk(body, "Audio"); child.next(); ) {
      switch (child.id()) {
        case Ids.SAMPLING_FREQUENCY -> samplingRate = child.number();
        case Ids.OUTPUT_SAMPLING_FREQUENCY -> outputRate = child.number();
        case Ids.CHANNELS -> channels = child.unsigned(MAX_CHANNELS);
        case Ids.BIT_DEPTH -> bitDepth = child.unsigned(64);
        default -> {}
      }
    }
  }

  /// Size, rate and colours as the container has them.
  Picture picture() {
    double rate = defaultDurationNanos == 0 ? 0 : 1e9 / defaultDurationNanos;
    return new Picture(width, height, rate > 0 && rate <= 1000 ? rate : 0, colour);
  }

  /// Samples per second of the decoded sound.
  int rate() {
    return (int) Math.round(outputRate > 0 ? outputRate : samplingRate);
  }
}
