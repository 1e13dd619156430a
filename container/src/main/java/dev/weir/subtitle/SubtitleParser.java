package dev.weir.subtitle;

/// Makes cues of lines: the part of a reader that differs between SubRip and WebVTT.
sealed interface SubtitleParser permits SubRipParser, WebVttParser {

  /// Takes the line that begins at byte `position`.
  void line(String line, long position);

  /// Gives what only more lines could have ended.
  void end();

  /// Forgets what is half read; the next line is the first of a cue.
  void resume();
}
