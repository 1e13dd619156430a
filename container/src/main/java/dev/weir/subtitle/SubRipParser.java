package dev.weir.subtitle;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import org.jspecify.annotations.Nullable;

/// SubRip:
///
/// ```
/// 1
/// 00:00:01,000 --> 00:00:02,500
/// Text of any number of lines
/// (an empty line)
/// ```
///
/// Numbers are not needed, and empty lines not between cues: the next line with an arrow begins the
/// next cue, the number before it included. Coordinates after the times are left out.
final class SubRipParser implements SubtitleParser {
  private static final Codec.Text CODEC = new Codec.Text(Codec.Text.Format.SUBRIP, Octets.EMPTY);
  private static final int MAX_BYTES_BEFORE_FIRST = 16 << 10;

  private final CueSink sink;
  private final CueText text = new CueText("SubRip");

  private @Nullable CueTiming timing; // of the cue being read, null between cues
  private long position; // of that cue
  private boolean found; // whether there was a cue

  SubRipParser(CueSink sink) {
    this.sink = sink;
  }

  @Override
  public void line(String line, long at) {
    CueTiming next = CueTiming.parse(line);
    if (next != null) {
      text.dropLastLineIfNumber();
      finish();
      timing = next;
      position = at;
      found = true;
      sink.announce(CODEC);
    } else if (line.isBlank()) {
      finish();
    } else if (timing != null) {
      text.add(line, at);
    } else if (!found && at > MAX_BYTES_BEFORE_FIRST) {
      throw new MalformedMediaException(
          "SubRip: no cue in the first " + MAX_BYTES_BEFORE_FIRST + " bytes");
    }
  }

  private void finish() {
    if (timing != null) {
      if (text.isEmpty()) {
        return; // Some files have an empty line between times and text.
      }
      sink.cue(timing, text.take(), position);
      timing = null;
    }
  }

  @Override
  public void end() {
    finish();
  }

  @Override
  public void resume() {
    timing = null;
    text.take();
  }
}
