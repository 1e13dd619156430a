package dev.weir.media;

/// What a video codec's headers say about its pictures.
///
/// @param width displayed luma samples per line, cropping applied; 0 if the headers do not say
/// @param height displayed lines, cropping applied; 0 if the headers do not say
/// @param framesPerSecond as signalled; 0 if the headers do not say
/// @param colour how sample values mean colours
public record Picture(int width, int height, double framesPerSecond, Colour colour) {

  /// Nothing known.
  public static final Picture UNKNOWN = new Picture(0, 0, 0, Colour.UNSPECIFIED);

  /// A picture of which only the size is known.
  public static Picture ofSize(int width, int height) {
    return new Picture(width, height, 0, Colour.UNSPECIFIED);
  }
}
