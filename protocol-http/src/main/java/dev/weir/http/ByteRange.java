package dev.weir.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which bytes of a file, or of a piece of a stream, are asked for (RFC 9110 14.1.2).
///
/// @param first of the bytes, counted from 0
/// @param end after the last one; `first` if there is none, because the file is shorter
public record ByteRange(long first, long end) {
  /// The unit `parsec` means bytes too: MistServer takes it, and says that it does.
  private static final Pattern SINGLE =
      Pattern.compile("\\s*(?:bytes|parsecs?)\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*,?\\s*");

  private static final ByteRange NOTHING = new ByteRange(0, 0);

  /// All of them.
  public static ByteRange whole(long size) {
    return new ByteRange(0, size);
  }

  /// The range that `request` is for; empty if it is for everything.
  ///
  /// @param tag that the bytes have; null if they have none
  public static Optional<ByteRange> asked(Request request, long size, @Nullable String tag) {
    // RFC 9110 13.1.5: a range counts if what was begun is still the same.
    boolean same = request.header("If-Range").map(begun -> begun.equals(tag)).orElse(true);
    return request.header("Range").filter(_ -> same).flatMap(field -> parse(field, size));
  }

  /// The answer to a request for none of the bytes.
  public static Response unsatisfiable(long size) {
    return Response.text(416, "There are %d bytes, and none of these".formatted(size))
        .with("Content-Range", "bytes */" + size);
  }

  /// The answer that says that these are not all of `size` bytes.
  ///
  /// @param whole what it would be for all of them
  public Response partial(Response whole, long size) {
    return whole
        .withStatus(206)
        .with("Content-Range", "bytes %d-%d/%d".formatted(first, end - 1, size));
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

  /// How many there are.
  public long bytes() {
    return end - first;
  }

  /// Whether the file has none of the bytes.
  public boolean isUnsatisfiable() {
    return first == end;
  }
}
