package dev.weir.http.segmented.cmaf;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns the languages of tracks into what manifests have: RFC 5646 wants the shortest code.
public final class Languages {
  /// The bibliographic codes of ISO 639-2, which Matroska and many encoders write.
  private static final Map<String, String> BIBLIOGRAPHIC =
      Map.ofEntries(
          Map.entry("alb", "sq"),
          Map.entry("arm", "hy"),
          Map.entry("baq", "eu"),
          Map.entry("bur", "my"),
          Map.entry("chi", "zh"),
          Map.entry("cze", "cs"),
          Map.entry("dut", "nl"),
          Map.entry("fre", "fr"),
          Map.entry("geo", "ka"),
          Map.entry("ger", "de"),
          Map.entry("gre", "el"),
          Map.entry("ice", "is"),
          Map.entry("mac", "mk"),
          Map.entry("mao", "mi"),
          Map.entry("may", "ms"),
          Map.entry("per", "fa"),
          Map.entry("rum", "ro"),
          Map.entry("slo", "sk"),
          Map.entry("tib", "bo"),
          Map.entry("wel", "cy"));

  private static final Map<String, String> SHORT =
      Arrays.stream(Locale.getISOLanguages())
          .filter(code -> code.length() == 2)
          .collect(Collectors.toUnmodifiableMap(Languages::iso3, Function.identity(), (a, _) -> a));

  private Languages() {}

  /// The tag of an ISO 639-2 code; empty if nobody said.
  public static String tag(@Nullable String code) {
    if (code == null || code.equals("und") || !code.matches("[a-z]{2,3}")) {
      return "";
    }
    String bibliographic = BIBLIOGRAPHIC.get(code);
    return bibliographic == null ? SHORT.getOrDefault(code, code) : bibliographic;
  }

  /// What the language is called in English; empty if nobody said.
  public static String name(@Nullable String code) {
    String tag = tag(code);
    return tag.isEmpty() ? "" : Locale.of(tag).getDisplayLanguage(Locale.ENGLISH);
  }

  private static String iso3(String code) {
    try {
      return Locale.of(code).getISO3Language();
    } catch (MissingResourceException _) {
      return code;
    }
  }
}
