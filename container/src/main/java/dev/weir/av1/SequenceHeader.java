package dev.weir.av1;

import dev.weir.bits.BitReader;
import dev.weir.media.Colour;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import java.util.Locale;

/// What the sequence header OBU of AV1 says (5.5).
///
/// @param profile seq_profile: 0 Main, 1 High, 2 Professional
/// @param level seq_level_idx of the first operating point: 4 × (major − 2) + minor
/// @param highTier seq_tier of the first operating point
/// @param monochrome mono_chrome
/// @param subsamplingX whether chroma has half the columns
/// @param subsamplingY whether chroma has half the lines
/// @param chromaPosition chroma_sample_position, 0 if unknown
/// @param picture greatest size, frame rate, colours
public record SequenceHeader(
    int profile,
    int level,
    boolean highTier,
    boolean monochrome,
    boolean subsamplingX,
    boolean subsamplingY,
    int chromaPosition,
    Picture picture) {

  private static final double MAX_FRAMES_PER_SECOND = 1000;
  private static final int SELECT = 2; // SELECT_SCREEN_CONTENT_TOOLS

  /// Reads the payload of a sequence header OBU, without its OBU header.
  ///
  /// @throws MalformedMediaException if it is cut short or a field is reserved
  public static SequenceHeader parse(Octets payload) {
    return new Parser(new BitReader(payload, "AV1 sequence header")).parse();
  }

  /// The RFC 6381 value (AV1 in ISOBMFF 5): the short form if nothing but the defaults (BT.709,
  /// 4:2:0, studio range) or nothing at all is said about colours.
  public String codecString() {
    Colour colour = picture.colour();
    String text =
        String.format(
            Locale.ROOT,
            "av01.%d.%02d%c.%02d",
            profile,
            level,
            highTier ? 'H' : 'M',
            colour.bitDepth());
    boolean usual =
        isUsual(colour.primaries())
            && isUsual(colour.transfer())
            && isUsual(colour.matrix())
            && !colour.fullRange()
            && colour.chroma() == 1;
    if (usual) {
      return text;
    }
    return String.format(
        Locale.ROOT,
        "%s.%d.%d%d%d.%02d.%02d.%02d.%d",
        text,
        monochrome ? 1 : 0,
        subsamplingX ? 1 : 0,
        subsamplingY ? 1 : 0,
        subsamplingX && subsamplingY ? chromaPosition : 0,
        colour.primaries(),
        colour.transfer(),
        colour.matrix(),
        colour.fullRange() ? 1 : 0);
  }

  private static boolean isUsual(int codePoint) {
    return codePoint == 1 || codePoint == 2;
  }

  /// One pass over the bits; what later parts need is kept in fields.
  private static final class Parser {
    private final BitReader in;
    private int profile;
    private int level;
    private boolean highTier;
    private double framesPerSecond;
    private boolean decoderModel;
    private int delayBits;
    private boolean monochrome;
    private boolean subsamplingX = true;
    private boolean subsamplingY = true;
    private int chromaPosition;

    Parser(BitReader in) {
      this.in = in;
    }

    SequenceHeader parse() {
      profile = in.bits(3);
      if (profile > 2) {
        throw new MalformedMediaException("AV1 sequence header: profile " + profile + ", limit 2");
      }
      in.skip(1); // still_picture
      boolean reduced = in.flag();
      if (reduced) {
        level = in.bits(5);
      } else {
        readTiming();
        readOperatingPoints();
      }
      int widthBits = 1 + in.bits(4);
      int heightBits = 1 + in.bits(4);
      int width = 1 + in.bits(widthBits);
      int height = 1 + in.bits(heightBits);
      skipTools(reduced);
      Colour colour = readColour();
      return new SequenceHeader(
          profile,
          level,
          highTier,
          monochrome,
          subsamplingX,
          subsamplingY,
          chromaPosition,
          new Picture(width, height, framesPerSecond, colour));
    }

    private void readTiming() {
      if (!in.flag()) {
        return;
      }
      long unitsInTick = in.longBits(32);
      long timeScale = in.longBits(32);
      if (in.flag()) { // equal_picture_interval
        double ticks = 1.0 + Integer.toUnsignedLong(in.unsignedExpGolomb());
        double rate = unitsInTick == 0 ? 0 : timeScale / (unitsInTick * ticks);
        framesPerSecond = rate > MAX_FRAMES_PER_SECOND ? 0 : rate;
      }
      decoderModel = in.flag();
      if (decoderModel) {
        delayBits = 1 + in.bits(5);
        in.skip(32 + 5 + 5); // num_units_in_decoding_tick and two lengths
      }
    }

    private void readOperatingPoints() {
      boolean displayDelay = in.flag();
      int points = 1 + in.bits(5);
      for (int i = 0; i < points; i++) {
        in.skip(12); // operating_point_idc
        int pointLevel = in.bits(5);
        boolean pointTier = pointLevel > 7 && in.flag();
        if (decoderModel && in.flag()) {
          in.skip(delayBits);
          in.skip(delayBits + 1);
        }
        if (displayDelay && in.flag()) {
          in.skip(4);
        }
        if (i == 0) {
          level = pointLevel;
          highTier = pointTier;
        }
      }
    }

    /// From frame_id_numbers_present_flag to enable_restoration.
    private void skipTools(boolean reduced) {
      if (!reduced && in.flag()) {
        in.skip(4 + 3); // lengths of frame ids
      }
      in.skip(3); // 128×128 superblocks, filter intra, intra edge filter
      if (!reduced) {
        in.skip(4); // interintra, masked, warped motion, dual filter
        boolean orderHint = in.flag();
        if (orderHint) {
          in.skip(2); // jnt_comp, ref_frame_mvs
        }
        int screenContent = in.flag() ? SELECT : in.bits(1);
        if (screenContent > 0 && !in.flag()) {
          in.skip(1); // seq_force_integer_mv
        }
        if (orderHint) {
          in.skip(3); // order_hint_bits_minus_1
        }
      }
      in.skip(3); // superres, cdef, restoration
    }

    // 5.5.2 color_config()
    private Colour readColour() {
      boolean high = in.flag();
      int bitDepth = high ? profile == 2 && in.flag() ? 12 : 10 : 8;
      monochrome = profile != 1 && in.flag();
      int primaries = 2;
      int transfer = 2;
      int matrix = 2;
      if (in.flag()) {
        primaries = in.bits(8);
        transfer = in.bits(8);
        matrix = in.bits(8);
      }
      boolean srgb = primaries == 1 && transfer == 13 && matrix == 0;
      boolean fullRange = (srgb && !monochrome) || in.flag();
      if (!monochrome) {
        readSubsampling(srgb, bitDepth);
      }
      int chroma = monochrome ? 0 : subsamplingY ? 1 : subsamplingX ? 2 : 3;
      return new Colour(primaries, transfer, matrix, fullRange, bitDepth, chroma);
    }

    private void readSubsampling(boolean srgb, int bitDepth) {
      if (srgb || profile == 1) {
        subsamplingX = false;
        subsamplingY = false;
      } else if (profile == 2 && bitDepth == 12) {
        subsamplingX = in.flag();
        subsamplingY = subsamplingX && in.flag();
      } else if (profile == 2) {
        subsamplingY = false;
      }
      if (subsamplingX && subsamplingY) {
        chromaPosition = in.bits(2);
      }
    }
  }
}
