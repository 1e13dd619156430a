package dev.weir.http.segmented.cmaf;

/// Writes the names that [CmafFile] reads, relative to the folder of their track.
public final class CmafNames {
  private CmafNames() {}

  /// The CMAF header from segment `periodSequence` on.
  public static String header(long periodSequence) {
    return "init_" + periodSequence + ".m4s";
  }

  /// A segment.
  public static String segment(long sequence) {
    return "chunk_" + sequence + ".m4s";
  }

  /// A part of a segment.
  public static String part(long sequence, int part) {
    return "chunk_" + sequence + "." + part + ".m4s";
  }

  /// The first picture of a segment.
  public static String firstPicture(long sequence) {
    return "iframe_" + sequence + ".m4s";
  }

  /// The cues of a segment.
  public static String cues(long sequence) {
    return "chunk_" + sequence + ".vtt";
  }
}
