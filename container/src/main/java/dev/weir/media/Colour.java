package dev.weir.media;

/// How sample values mean colours, in the code points of ITU-T H.273 (2 = unspecified).
///
/// @param primaries colour_primaries
/// @param transfer transfer_characteristics
/// @param matrix matrix_coefficients
/// @param fullRange video_full_range_flag
/// @param bitDepth bits per luma sample
/// @param chroma chroma_format_idc: 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4
public record Colour(
    int primaries, int transfer, int matrix, boolean fullRange, int bitDepth, int chroma) {

  /// Eight bits, 4:2:0, nothing said about colours.
  public static final Colour UNSPECIFIED = new Colour(2, 2, 2, false, 8, 1);
}
