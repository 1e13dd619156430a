package dev.weir.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Undoes percent-encoding (RFC 3986 2.1).
///
/// Input characters are bytes (0 to 255), as the HTTP codecs deliver them.
final class PercentDecoder {
  private PercentDecoder() {}

  /// Whether every character of a path stands for itself, encoded or decoded, as in most paths, and
  /// no name in it begins with a dot.
  static boolean isPlain(String path) {
    char before = '/';
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || c == '/'
              || c == '_'
              || c == '-'
              || (c == '.' && before != '/');
      if (!plain) {
        return false;
      }
      before = c;
    }
    return true;
  }

  /// The bytes that `text` means, or null if a `%` is not followed by two hexadecimal digits or a
  /// character is no byte.
  static byte @Nullable [] bytes(String text, boolean plusIsSpace) {
    byte[] out = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      int value = text.charAt(i);
      if (value == '%') {
        value = hexPair(text, i + 1);
        i += 2;
      } else if (value == '+' && plusIsSpace) {
        value = ' ';
      }
      if (value < 0 || value > 0xFF) {
        return null;
      }
      out[length++] = (byte) value;
    }
    return Arrays.copyOf(out, length);
  }

  /// `bytes` as UTF-8, or null if they are not: overlong forms and surrogates are refused by the
  /// JDK's decoder (RFC 3629 10).
  static @Nullable String strictUtf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  private static int hexPair(String text, int at) {
    if (at + 2 > text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
