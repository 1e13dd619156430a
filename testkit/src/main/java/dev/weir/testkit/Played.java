package dev.weir.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a [GStreamer] pipeline decoded and complained about, read from what `gst-launch-1.0 -m`
/// prints.
///
/// @param ended whether the end of the stream was reached
/// @param errors lines that begin with `ERROR`; empty if all went well
/// @param warnings lines that begin with `WARNING`
public record Played(
    List<Picture> pictures,
    List<Sound> sound,
    boolean ended,
    List<String> errors,
    List<String> warnings) {
  private static final Pattern TIMESTAMP = Pattern.compile(" timestamp=\\(guint64\\)(\\d+)");
  private static final Pattern DURATION = Pattern.compile(" duration=\\(guint64\\)(\\d+)");
  private static final Pattern LUMA =
      Pattern.compile(
          "luma-average=\\(double\\)([-.e\\d]+), luma-variance=\\(double\\)([-.e\\d]+)");
  private static final Pattern PEAK = Pattern.compile(" peak=\\(GValueArray\\)< ([-.\\w]+)");
  private static final long NANOS_PER_MICRO = 1000;

  /// A decoded picture; luma is 0 to 1, its variance 0 in a picture of one colour.
  public record Picture(long ptsMicros, double lumaAverage, double lumaVariance) {}

  /// A tenth of a second of decoded sound, less at the end; `peakDb` is of the first channel, 0 at
  /// full scale.
  public record Sound(long ptsMicros, long endMicros, double peakDb) {}

  /// Copies the lists.
  public Played {
    pictures = List.copyOf(pictures);
    sound = List.copyOf(sound);
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
  }

  static Played parse(List<String> lines) {
    List<Picture> pictures = new ArrayList<>();
    List<Sound> sound = new ArrayList<>();
    for (String line : lines) {
      if (line.contains(" (element): GstVideoAnalyse,")) {
        pictures.add(picture(line));
      } else if (line.contains(" (element): level,")) {
        sound.add(sound(line));
      }
    }
    boolean ended = lines.stream().anyMatch(line -> line.startsWith("Got EOS"));
    return new Played(
        pictures, sound, ended, startingWith("ERROR", lines), startingWith("WARNING", lines));
  }

  /// How much sound was decoded, in microseconds.
  public long soundMicros() {
    return sound.stream().mapToLong(piece -> piece.endMicros() - piece.ptsMicros()).sum();
  }

  private static Picture picture(String line) {
    Matcher luma = find(LUMA, line);
    return new Picture(
        micros(TIMESTAMP, line),
        Double.parseDouble(luma.group(1)),
        Double.parseDouble(luma.group(2)));
  }

  private static Sound sound(String line) {
    String peak = find(PEAK, line).group(1);
    long ptsMicros = micros(TIMESTAMP, line);
    return new Sound(
        ptsMicros,
        ptsMicros + micros(DURATION, line), // its "endtime" counts from where the stream begins
        peak.equals("-inf") ? Double.NEGATIVE_INFINITY : Double.parseDouble(peak));
  }

  private static long micros(Pattern field, String line) {
    return Long.parseUnsignedLong(find(field, line).group(1)) / NANOS_PER_MICRO;
  }

  private static Matcher find(Pattern field, String line) {
    Matcher matcher = field.matcher(line);
    if (!matcher.find()) {
      throw new AssertionError("GStreamer wrote no %s in: %s".formatted(field, line));
    }
    return matcher;
  }

  private static List<String> startingWith(String word, List<String> lines) {
    return lines.stream().filter(line -> line.startsWith(word)).toList();
  }
}
