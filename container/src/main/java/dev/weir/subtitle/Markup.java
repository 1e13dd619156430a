package dev.weir.subtitle;

import dev.weir.media.Codec;
import java.util.regex.Pattern;

/// The text of a cue in the mark-up of another format: bold, italic and underlined stay, the rest
/// of the mark-up goes.
final class Markup {
  private static final Pattern EMPTY_LINES = Pattern.compile("\\R{2,}");
  private static final Pattern OVERRIDES = Pattern.compile("\\{\\\\[^}]{0,200}}");
  private static final Pattern TAG = Pattern.compile("<(/?)([a-zA-Z0-9:.]+)([^<>]{0,200})>");
  private static final int ASS_FIELDS_BEFORE_TEXT = 8;

  private Markup() {}

  /// The settings of a cue, which only WebVTT has.
  static String settings(Codec.Text.Format format, String text) {
    int end = format == Codec.Text.Format.WEBVTT ? text.indexOf('\n') : -1;
    return end < 0 ? "" : text.substring(0, end);
  }

  /// As SubRip has it.
  static String subRip(Codec.Text.Format format, String text) {
    return withoutEmptyLines(
        switch (format) {
          case SUBRIP, TX3G -> text;
          case WEBVTT -> unescape(keepSimpleTags(withoutSettings(text)));
          case ASS -> ofAss(text);
        });
  }

  /// As WebVTT has it, without the settings.
  static String webVtt(Codec.Text.Format format, String text) {
    return withoutEmptyLines(
        switch (format) {
          case WEBVTT -> withoutSettings(text);
          case SUBRIP -> escape(OVERRIDES.matcher(text).replaceAll(""), true);
          case TX3G -> escape(text, false);
          case ASS -> escape(ofAss(text), false);
        });
  }

  /// What is shown, without any mark-up.
  static String plain(Codec.Text.Format format, String text) {
    return TAG.matcher(subRip(format, text)).replaceAll("");
  }

  private static String withoutSettings(String text) {
    return text.substring(text.indexOf('\n') + 1);
  }

  /// An empty line would end the cue.
  private static String withoutEmptyLines(String text) {
    return EMPTY_LINES.matcher(text.strip()).replaceAll("\n");
  }

  private static String keepSimpleTags(String text) {
    return TAG.matcher(text)
        .replaceAll(
            tag -> isSimple(tag.group(2)) ? "<" + tag.group(1) + simple(tag.group(2)) + ">" : "");
  }

  private static boolean isSimple(String name) {
    return name.equals("b")
        || name.equals("i")
        || name.equals("u")
        || name.startsWith("b.")
        || name.startsWith("i.")
        || name.startsWith("u.");
  }

  /// `i` of `i.class`.
  private static String simple(String name) {
    return name.substring(0, 1);
  }

  private static String unescape(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", "\u00A0")
        .replace("&lrm;", "\u200E")
        .replace("&rlm;", "\u200F")
        .replace("&amp;", "&");
  }

  private static String escape(String text, boolean tags) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    var tag = TAG.matcher(text);
    int from = 0;
    while (tags && tag.find()) {
      escape(text, from, tag.start(), out);
      String name = tag.group(2).toLowerCase(java.util.Locale.ROOT);
      if (isSimple(name)) {
        out.append('<').append(tag.group(1)).append(simple(name)).append('>');
      }
      from = tag.end();
    }
    escape(text, from, text.length(), out);
    return out.toString();
  }

  private static void escape(String text, int from, int to, StringBuilder out) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        default -> out.append(c);
      }
    }
  }

  /// Matroska's form of an ASS event: read order, layer, style, name, three margins, effect, text.
  private static String ofAss(String event) {
    int from = 0;
    for (int field = 0; field < ASS_FIELDS_BEFORE_TEXT; field++) {
      int comma = event.indexOf(',', from);
      if (comma < 0) {
        return "";
      }
      from = comma + 1;
    }
    return OVERRIDES
        .matcher(event.substring(from))
        .replaceAll("")
        .replace("\\N", "\n")
        .replace("\\n", "\n")
        .replace("\\h", "\u00A0");
  }
}
