package dev.weir.subtitle;

import dev.weir.media.Demuxer;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import java.util.function.Function;

/// Reads a file of subtitles: one track, id 1, with a sample for each cue.
///
/// Lines may end in any way; a byte order mark is passed over. Not thread-safe; [#close] gives back
/// the memory.
public final class SubtitleReader implements Demuxer {
  private final CueSink cues;
  private final SubtitleParser parser;
  private final Lines lines;

  private SubtitleReader(String name, TrackSink sink, Function<CueSink, SubtitleParser> parsers) {
    cues = new CueSink(sink);
    parser = parsers.apply(cues);
    lines = new Lines(name, parser::line);
  }

  /// Reads SubRip (`.srt`).
  public static SubtitleReader subRip(TrackSink sink) {
    return new SubtitleReader("SubRip", sink, SubRipParser::new);
  }

  /// Reads WebVTT (`.vtt`).
  public static SubtitleReader webVtt(TrackSink sink) {
    return new SubtitleReader("WebVTT", sink, WebVttParser::new);
  }

  @Override
  public void read(ByteBuf piece) {
    lines.read(piece);
  }

  @Override
  public void end() {
    lines.end();
    parser.end();
  }

  @Override
  public long position() {
    return cues.position();
  }

  @Override
  public void resume(long position) {
    cues.reset();
    parser.resume();
    lines.resume(position);
  }

  @Override
  public long dropped() {
    return cues.dropped();
  }

  @Override
  public void close() {
    lines.close();
    cues.close();
  }
}
