package dev.weir.http.segmented;

import dev.weir.http.SharedBody;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A manifest that was written once for all its viewers, with places for the variables that the
/// addresses of each of them end with: his token, and what he came with himself.
///
/// The places are characters that no text has (Unicode 23.7), one for each way in which variables
/// can go on. Nobody changes its bytes. Any thread.
public final class ManifestForm {
  /// Where variables follow an address that has none: they begin with a question mark, if there are
  /// any.
  public static final String VARIABLES = "\uFDD0";

  /// The same in a template, in which a dollar is written twice (ISO/IEC 23009-1 5.3.9.4.4).
  public static final String TEMPLATE_VARIABLES = "\uFDD1";

  /// Where variables follow others: they begin with an ampersand.
  public static final String MORE_VARIABLES = "\uFDD2";

  private static final char FIRST_PLACE = VARIABLES.charAt(0);
  private static final int KINDS = 3;

  /// How a manifest is written.
  public enum Notation {
    /// As it is, in UTF-8.
    PLAYLIST(StandardCharsets.UTF_8),
    /// XML in UTF-8.
    XML(StandardCharsets.UTF_8),
    /// XML in UTF-16, the less significant byte first.
    XML_UTF_16(StandardCharsets.UTF_16LE);

    private final Charset charset;

    Notation(Charset charset) {
      this.charset = charset;
    }

    private byte[] bytes(String text) {
      return text.getBytes(charset);
    }

    private byte[] variables(String text) {
      String escaped =
          this == PLAYLIST
              ? text
              : text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
      return bytes(escaped);
    }
  }

  /// What those get who come with the same variables.
  private record Filled(String variables, SharedBody body) {}

  private final Notation notation;
  private final byte[][] texts; // one more than there are places
  private final int[] kinds; // of the places
  private final int[] counts = new int[KINDS]; // of places of each kind
  private final int textBytes;

  private volatile @Nullable Filled last; // of those who were not alone with theirs

  /// @param text with the places
  public ManifestForm(String text, Notation notation) {
    this.notation = notation;
    List<byte[]> parts = new ArrayList<>();
    StringBuilder found = new StringBuilder();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      int kind = text.charAt(i) - FIRST_PLACE;
      if (kind >= 0 && kind < KINDS) {
        parts.add(notation.bytes(text.substring(from, i)));
        found.append((char) kind);
        counts[kind]++;
        from = i + 1;
      }
    }
    parts.add(notation.bytes(text.substring(from)));
    this.texts = parts.toArray(byte[][]::new);
    this.kinds = found.chars().toArray();
    this.textBytes = parts.stream().mapToInt(part -> part.length).sum();
  }

  private ManifestForm(byte[] bytes) {
    this.notation = Notation.PLAYLIST;
    this.texts = new byte[][] {bytes};
    this.kinds = new int[0];
    this.textBytes = bytes.length;
  }

  /// A manifest without addresses.
  ///
  /// @param bytes which nobody changes from here on
  public static ManifestForm without(byte[] bytes) {
    return new ManifestForm(bytes);
  }

  /// How long it is without any variables.
  int textBytes() {
    return textBytes;
  }

  /// What somebody gets who comes with variables like others: the same bytes as they do.
  ///
  /// @param variables `a=1&b=2`; may be empty
  public SharedBody shared(String variables) {
    String kept = kinds.length == 0 ? "" : variables;
    Filled known = last;
    if (known == null || !known.variables.equals(kept)) {
      known = new Filled(kept, new SharedBody(filled(kept)));
      last = known;
    }
    return known.body;
  }

  /// The manifest for one viewer, whose the bytes are.
  ///
  /// @param variables as above
  public byte[] filled(String variables) {
    byte[][] endings = endings(variables);
    int length = textBytes;
    for (int kind = 0; kind < KINDS; kind++) {
      length += counts[kind] * endings[kind].length;
    }
    byte[] out = new byte[length];
    int at = copy(texts[0], out, 0);
    for (int place = 0; place < kinds.length; place++) {
      at = copy(endings[kinds[place]], out, at);
      at = copy(texts[place + 1], out, at);
    }
    return out;
  }

  private static int copy(byte[] from, byte[] to, int at) {
    System.arraycopy(from, 0, to, at, from.length);
    return at + from.length;
  }

  /// What stands in the places of each kind.
  private byte[][] endings(String variables) {
    if (variables.isEmpty()) {
      return new byte[KINDS][0];
    }
    byte[] first = notation.variables("?" + variables);
    return new byte[][] {
      first,
      variables.indexOf('$') < 0 ? first : notation.variables("?" + variables.replace("$", "$$")),
      notation.variables("&" + variables)
    };
  }
}
