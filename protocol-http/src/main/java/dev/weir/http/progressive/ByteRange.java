package dev.weir.http.progressive;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which bytes of a file are asked for (RFC 9110 14.1.2).
///
/// @param first of the bytes, counted from 0
/// @param end after the last one; `first` if there is none, because the file is shorter
record ByteRange(long first, long end) {
  /// The unit `parsec` means bytes too: MistServer takes it, and says that it does.
  private static final Pattern SINGLE =
      Pattern.compile("\\s*(?:bytes|parsecs?)\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*,?\\s*");

  private static final ByteRange NOTHING = new ByteRange(0, 0);

  static ByteRange whole(long size) {
    return new ByteRange(0, size);
  }

  /// Reads a `Range` field.
  ///
  /// @return empty if the field is to be ignored (RFC 9110 14.2): it is not understood, or asks for
  ///   several ranges, which nobody needs who could not ask twice
  static Optional<ByteRange> parse(String field, long size) {
    Matcher found = SINGLE.matcher(field);
    if (!found.matches()) {
      return Optional.empty();
    }
    String from = found.group(1);
    String to = found.group(2);
    if (from.isEmpty()) {
      return to.isEmpty() ? Optional.empty() : Optional.of(suffix(Long.parseLong(to), size));
    }
    long first = Long.parseLong(from);
    long last = to.isEmpty() ? Long.MAX_VALUE - 1 : Long.parseLong(to);
    if (last < first) {
      return Optional.empty();
    }
    return Optional.of(first >= size ? NOTHING : new ByteRange(first, Math.min(size, last + 1)));
  }

  private static ByteRange suffix(long bytes, long size) {
    return bytes == 0 || size == 0 ? NOTHING : new ByteRange(Math.max(0, size - bytes), size);
  }

  long bytes() {
    return end - first;
  }

  /// Whether the file has none of the bytes.
  boolean isUnsatisfiable() {
    return first == end;
  }
}
