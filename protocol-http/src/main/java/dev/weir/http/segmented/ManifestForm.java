package dev.weir.http.segmented;

import dev.weir.http.GzipForms;
import dev.weir.http.LateBody;
import dev.weir.http.Response;
import dev.weir.http.SharedBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
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
  private final byte[] text; // without its places
  private final int[] places; // where in the text they are
  private final byte[] kinds; // of the places
  private final int[] counts = new int[KINDS]; // of places of each kind
  private final GzipForms compressed;

  private volatile @Nullable Filled last; // of those who were not alone with theirs
  private volatile @Nullable Answer answer; // as it was wanted last

  /// @param text with the places
  public ManifestForm(String text, Notation notation) {
    this.notation = notation;
    int count = (int) text.chars().filter(c -> kind(c) >= 0).count();
    this.places = new int[count];
    this.kinds = new byte[count];
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    int from = 0;
    int place = 0;
    for (int i = 0; i < text.length(); i++) {
      int kind = kind(text.charAt(i));
      if (kind >= 0) {
        bytes.writeBytes(notation.bytes(text.substring(from, i)));
        places[place] = bytes.size();
        kinds[place++] = (byte) kind;
        counts[kind]++;
        from = i + 1;
      }
    }
    bytes.writeBytes(notation.bytes(text.substring(from)));
    this.text = bytes.toByteArray();
    this.compressed = new GzipForms(this.text, places, kinds);
  }

  /// Negative if it is no place.
  private static int kind(int character) {
    int kind = character - FIRST_PLACE;
    return kind < KINDS ? kind : -1;
  }

  private ManifestForm(byte[] bytes) {
    this.notation = Notation.PLAYLIST;
    this.text = bytes;
    this.places = new int[0];
    this.kinds = new byte[0];
    this.compressed = new GzipForms(text, places, kinds);
  }

  /// A manifest without addresses.
  ///
  /// @param bytes which nobody changes from here on
  public static ManifestForm without(byte[] bytes) {
    return new ManifestForm(bytes);
  }

  /// What answers with it have in common.
  private record Answer(String caching, Response withoutBody) {}

  /// An answer without a body: the same for all who want the same, so that its head is written
  /// once.
  ///
  /// @param caching the field that says for whom and how long it may be kept
  Response answer(String contentType, String caching) {
    Answer known = answer;
    if (known == null || !known.caching.equals(caching)) {
      Response made = Response.of(200, contentType, Unpooled.EMPTY_BUFFER);
      known = new Answer(caching, made.with("Cache-Control", caching));
      answer = known;
    }
    return known.withoutBody;
  }

  /// How long it is without any variables.
  int textBytes() {
    return text.length;
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
    return own(variables).plain();
  }

  /// The same as a body, which is filled where it is sent from.
  Own own(String variables) {
    return new Own(endings(variables));
  }

  /// The manifest for one viewer.
  final class Own implements LateBody {
    private final byte[][] endings;
    private final int bytes;

    private Own(byte[][] endings) {
      this.endings = endings;
      this.bytes = length(endings);
    }

    @Override
    public int bytes() {
      return bytes;
    }

    @Override
    public void writeTo(ByteBuf out) {
      out.ensureWritable(bytes);
      if (out.hasArray()) {
        fill(endings, out.array(), out.arrayOffset() + out.writerIndex());
        out.writerIndex(out.writerIndex() + bytes);
      } else {
        out.writeBytes(plain());
      }
    }

    @Override
    public ByteBuf compressed() {
      return compressed.filled(plain(), endings);
    }

    private byte[] plain() {
      byte[] plain = new byte[bytes];
      fill(endings, plain, 0);
      return plain;
    }
  }

  private int length(byte[][] endings) {
    int length = text.length;
    for (int kind = 0; kind < KINDS; kind++) {
      length += counts[kind] * endings[kind].length;
    }
    return length;
  }

  private void fill(byte[][] endings, byte[] out, int start) {
    int from = 0;
    int at = start;
    for (int place = 0; place < places.length; place++) {
      at = copy(from, places[place], out, at);
      from = places[place];
      byte[] ending = endings[kinds[place]];
      System.arraycopy(ending, 0, out, at, ending.length);
      at += ending.length;
    }
    copy(from, text.length, out, at);
  }

  /// Copies a stretch of the text; returns where it ends.
  private int copy(int from, int to, byte[] out, int at) {
    System.arraycopy(text, from, out, at, to - from);
    return at + to - from;
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
