package dev.weir.subtitle;

import dev.weir.media.Codec;
import dev.weir.media.Cue;
import dev.weir.media.Muxer;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Writes the cues of the first text track as SubRip or WebVTT, converting their mark-up.
///
/// A reader can join at every cue; numbers of SubRip cues then do not begin with 1. Not
/// thread-safe.
public final class SubtitleMuxer implements Muxer {
  private static final String ARROW = " --> ";

  private final boolean webVtt;
  private final StringBuilder text = new StringBuilder();

  private int trackId; // 0 until a text track comes
  private Codec.@Nullable Text codec; // of that track
  private int number = 1; // of the next cue

  private SubtitleMuxer(boolean webVtt) {
    this.webVtt = webVtt;
  }

  /// Writes SubRip (`.srt`).
  public static SubtitleMuxer subRip() {
    return new SubtitleMuxer(false);
  }

  /// Writes WebVTT (`.vtt`).
  public static SubtitleMuxer webVtt() {
    return new SubtitleMuxer(true);
  }

  /// Whether both forms can be written of `codec`.
  public static boolean carries(Codec codec) {
    return codec instanceof Codec.Text;
  }

  /// What a cue of `format` is in a track of WebVTT, see [Codec.Text.Format#WEBVTT].
  public static String webVtt(Codec.Text.Format format, String cue) {
    return Markup.settings(format, cue) + "\n" + Markup.webVtt(format, cue);
  }

  @Override
  public void header(ByteBuf out) {
    if (!webVtt) {
      return;
    }
    text.setLength(0);
    text.append("WEBVTT\n\n");
    if (codec != null && codec.format() == Codec.Text.Format.WEBVTT && !codec.header().isEmpty()) {
      text.append(new String(codec.header().toByteArray(), StandardCharsets.UTF_8)).append("\n\n");
    }
    out.writeCharSequence(text, StandardCharsets.UTF_8);
  }

  @Override
  public void track(Track track, ByteBuf out) {
    boolean ours = trackId == 0 || trackId == track.id();
    if (ours && track.codec() instanceof Codec.Text changed) {
      trackId = track.id();
      codec = changed;
    }
  }

  @Override
  public void sample(Sample sample, ByteBuf out) {
    if (codec == null || trackId != sample.trackId()) {
      return;
    }
    Cue cue = Cue.read(sample.payload());
    long startMillis = Math.max(0, sample.ptsMicros() / 1000);
    text.setLength(0);
    if (webVtt) {
      webVttCue(codec.format(), cue, startMillis);
    } else {
      subRipCue(codec.format(), cue, startMillis);
    }
    out.writeCharSequence(text.append("\n\n"), StandardCharsets.UTF_8);
  }

  private void subRipCue(Codec.Text.Format format, Cue cue, long startMillis) {
    text.append(number++).append('\n');
    times(cue, startMillis, ',');
    text.append('\n').append(Markup.subRip(format, cue.text()));
  }

  private void webVttCue(Codec.Text.Format format, Cue cue, long startMillis) {
    times(cue, startMillis, '.');
    String settings = Markup.settings(format, cue.text());
    if (!settings.isEmpty()) {
      text.append(' ').append(settings);
    }
    text.append('\n').append(Markup.webVtt(format, cue.text()));
  }

  private void times(Cue cue, long startMillis, char point) {
    CueTime.append(startMillis, point, text);
    CueTime.append(startMillis + cue.durationMillis(), point, text.append(ARROW));
  }
}
