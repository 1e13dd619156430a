package dev.weir.subtitle;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// WebVTT: a header, then blocks between empty lines, each a cue, a comment (`NOTE`), or, before
/// the first cue, a style sheet or a region, which become the header of the track.
final class WebVttParser implements SubtitleParser {
  private static final String SIGNATURE = "WEBVTT";
  private static final String NAME = "WebVTT";

  private enum State {
    SIGNATURE,
    HEADER,
    BETWEEN_BLOCKS,
    DEFINITION,
    COMMENT,
    IDENTIFIER,
    CUE
  }

  private final CueSink sink;
  private final CueText text = new CueText(NAME);
  private final CueText header = new CueText(NAME);

  private State state = State.SIGNATURE;
  private @Nullable CueTiming timing; // of the cue being read
  private long position; // of that cue

  WebVttParser(CueSink sink) {
    this.sink = sink;
  }

  @Override
  public void line(String line, long at) {
    CueTiming next = state == State.SIGNATURE ? null : CueTiming.parse(line);
    if (next != null) {
      finish();
      begin(next, at);
      return;
    }
    if (line.isEmpty() && state != State.SIGNATURE) {
      finish();
      state = State.BETWEEN_BLOCKS;
      return;
    }
    switch (state) {
      case SIGNATURE -> readSignature(line);
      case HEADER, COMMENT, IDENTIFIER -> {}
      case BETWEEN_BLOCKS -> beginBlock(line, at);
      case DEFINITION -> header.add(line, at);
      case CUE -> text.add(line, at);
    }
  }

  private void readSignature(String line) {
    String rest = line.startsWith(SIGNATURE) ? line.substring(SIGNATURE.length()) : "x";
    if (!rest.isEmpty() && rest.charAt(0) != ' ' && rest.charAt(0) != '\t') {
      throw new MalformedMediaException("WebVTT: the first line does not begin with WEBVTT");
    }
    state = State.HEADER;
  }

  private void beginBlock(String line, long at) {
    String word = line.stripTrailing();
    if (word.equals("STYLE") || word.equals("REGION")) {
      if (!header.isEmpty()) {
        header.add("", at);
      }
      header.add(word, at);
      state = State.DEFINITION;
    } else {
      state = word.equals("NOTE") || word.startsWith("NOTE ") ? State.COMMENT : State.IDENTIFIER;
    }
  }

  private void begin(CueTiming next, long at) {
    sink.announce(
        new Codec.Text(
            Codec.Text.Format.WEBVTT, Octets.of(header.take().getBytes(StandardCharsets.UTF_8))));
    timing = next;
    position = at;
    state = State.CUE;
  }

  private void finish() {
    if (timing != null) {
      sink.cue(timing, timing.settings() + "\n" + text.take(), position);
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
    state = State.BETWEEN_BLOCKS;
  }
}
