package dev.weir.media;

import org.jspecify.annotations.Nullable;

/// What a video codec's headers say about its pictures.
///
/// @param width displayed luma samples per line, cropping applied; 0 if the headers do not say
/// @param height displayed lines, cropping applied; 0 if the headers do not say
/// @param framesPerSecond as signalled; 0 if the headers do not say
/// @param colour how sample values mean colours
/// @param dolbyVision null if they are not in Dolby Vision
public record Picture(
    int width,
    int height,
    double framesPerSecond,
    Colour colour,
    @Nullable DolbyVision dolbyVision) {

  /// Nothing known.
  public static final Picture UNKNOWN = new Picture(0, 0, 0, Colour.UNSPECIFIED);

  /// Pictures that are not in Dolby Vision.
  public Picture(int width, int height, double framesPerSecond, Colour colour) {
    this(width, height, framesPerSecond, colour, null);
  }

  /// A picture of which only the size is known.
  public static Picture ofSize(int width, int height) {
    return new Picture(width, height, 0, Colour.UNSPECIFIED);
  }

  /// The same with another size.
  public Picture sized(int newWidth, int newHeight) {
    return new Picture(newWidth, newHeight, framesPerSecond, colour, dolbyVision);
  }

  /// The same with other colours.
  public Picture coloured(Colour newColour) {
    return new Picture(width, height, framesPerSecond, newColour, dolbyVision);
  }

  /// The same in Dolby Vision, or not.
  public Picture in(@Nullable DolbyVision newDolbyVision) {
    return new Picture(width, height, framesPerSecond, colour, newDolbyVision);
  }
}
