package dev.weir.matroska;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import org.jspecify.annotations.Nullable;

/// The languages that ISO 639-1 has two letters for; BCP 47 wants the shortest code there is.
final class Languages {
  private static final Map<String, String> TWO_LETTERS = twoLetters();

  private Languages() {}

  /// The BCP 47 tag of an ISO 639-2 code in either of its forms (`ger`, `deu`).
  static String bcp47(String threeLetters) {
    return TWO_LETTERS.getOrDefault(threeLetters, threeLetters);
  }

  /// The ISO 639-2 code of a BCP 47 tag (`en-GB`), or null if it has none.
  static @Nullable String iso639(String tag) {
    String language = Locale.forLanguageTag(tag).getLanguage();
    if (language.length() == 3) {
      return language;
    }
    try {
      String code = Locale.of(language).getISO3Language();
      return code.isEmpty() ? null : code;
    } catch (MissingResourceException _) {
      return null;
    }
  }

  private static Map<String, String> twoLetters() {
    Map<String, String> codes = new HashMap<>();
    for (String two : Locale.getISOLanguages()) {
      codes.put(Locale.of(two).getISO3Language(), two);
    }
    // ISO 639-2 has a second, bibliographic code for these.
    String[] bibliographic = {
      "alb", "sq", "arm", "hy", "baq", "eu", "bur", "my", "chi", "zh", "cze", "cs", "dut", "nl",
      "fre", "fr", "geo", "ka", "ger", "de", "gre", "el", "ice", "is", "mac", "mk", "mao", "mi",
      "may", "ms", "per", "fa", "rum", "ro", "slo", "sk", "tib", "bo", "wel", "cy"
    };
    for (int i = 0; i < bibliographic.length; i += 2) {
      codes.put(bibliographic[i], bibliographic[i + 1]);
    }
    return Map.copyOf(codes);
  }
}
