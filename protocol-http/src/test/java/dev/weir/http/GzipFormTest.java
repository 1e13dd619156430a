package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GzipFormTest {
  private static final int KINDS = 3;

  /// A text with places, and how it is filled.
  private static final class Text {
    private final byte[] text;
    private final int[] places;
    private final byte[] kinds;

    Text(byte[] text, int[] places, byte[] kinds) {
      this.text = text;
      this.places = places;
      this.kinds = kinds;
    }

    /// Something like a playlist.
    static Text playlist(int lines) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      int[] places = new int[lines];
      byte[] kinds = new byte[lines];
      text.writeBytes(bytes("#EXTM3U\n#EXT-X-TARGETDURATION:2\n"));
      for (int line = 0; line < lines; line++) {
        String query = line % 7 == 3 ? "?a=1" : "";
        text.writeBytes(
            bytes("#EXTINF:2.00" + line % 3 + ",\nchunk_" + (1000 + line) + ".m4s" + query));
        places[line] = text.size();
        kinds[line] = (byte) (line % 7 == 3 ? 2 : 0);
        text.writeBytes(bytes("\n"));
      }
      return new Text(text.toByteArray(), places, kinds);
    }

    @Nullable GzipForm form(byte[][] endings) {
      return GzipForm.of(text, places, kinds, lengths(endings));
    }

    byte[] filled(byte[][] endings) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int from = 0;
      for (int place = 0; place < places.length; place++) {
        out.write(text, from, places[place] - from);
        from = places[place];
        out.writeBytes(endings[kinds[place]]);
      }
      out.write(text, from, text.length - from);
      return out.toByteArray();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[][] endings(String variables) {
    return new byte[][] {
      bytes("?" + variables), bytes("?" + variables), bytes("&amp;" + variables)
    };
  }

  private static int[] lengths(byte[][] endings) {
    return new int[] {endings[0].length, endings[1].length, endings[2].length};
  }

  private static byte[] plain(byte[] gzip) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readAllBytes();
    }
  }

  @Test
  void whatIsPutIntoAHoleStandsInAllItsPlaces() throws IOException {
    for (int lines : new int[] {0, 1, 2, 5, 40, 3000}) {
      Text text = Text.playlist(lines);
      GzipForm form = Objects.requireNonNull(text.form(endings("tkn=0000000000")));
      for (String variables : List.of("tkn=1234567890", "tkn=1111111111", "chunk_1000.m4s")) {
        byte[] expected = text.filled(endings(variables));
        assertThat(plain(form.filled(expected, endings(variables)))).isEqualTo(expected);
      }
    }
  }

  @Test
  void aFormTakesLittleMoreThanATextThatIsCompressedByItself() {
    Text text = Text.playlist(40);
    byte[][] endings = endings("tkn=1234567890");
    GzipForm form = Objects.requireNonNull(text.form(endings));
    byte[] filled = text.filled(endings);
    assertThat(form.filled(filled, endings).length).isLessThan(Gzip.well(filled).length + 100);
  }

  @Test
  void whateverATextHasItIsRightOrRefused() throws IOException {
    Random random = new Random(1);
    int forms = 0;
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = new byte[random.nextInt(400)];
      int first = 0;
      int next = 0;
      for (int at = 0; at < bytes.length; at++) {
        if (random.nextInt(9) == 0) {
          first = random.nextBoolean() ? 0 : 0x80; // where placeholders are looked for
          next = random.nextInt(120);
        }
        bytes[at] = (byte) (first + next++);
      }
      int[] places = random.ints(random.nextInt(12), 0, bytes.length + 1).sorted().toArray();
      byte[] kinds = new byte[places.length];
      for (int place = 0; place < places.length; place++) {
        kinds[place] = (byte) random.nextInt(KINDS);
      }
      Text text = new Text(bytes, places, kinds);
      byte[][] endings = new byte[KINDS][];
      for (int kind = 0; kind < KINDS; kind++) {
        endings[kind] = new byte[random.nextInt(GzipForm.LONGEST_BYTES + 1)];
        random.nextBytes(endings[kind]);
      }
      GzipForm form = text.form(endings);
      if (form != null) {
        forms++;
        byte[] expected = text.filled(endings);
        assertThat(plain(form.filled(expected, endings))).as("round %d", round).isEqualTo(expected);
      }
    }
    assertThat(forms).isBetween(100, 1999); // both happen
  }

  @Test
  void everyViewerGetsHisOwnTextWhateverTheLength() throws IOException {
    Text text = Text.playlist(40);
    GzipForms forms = new GzipForms(text.text, text.places, text.kinds);
    for (int round = 0; round < 3; round++) {
      for (String variables : List.of("tkn=1", "tkn=2", "tkn=1234567890", "a=" + "b".repeat(100))) {
        byte[][] endings = endings(variables);
        byte[] expected = text.filled(endings);
        ByteBuf gzip = forms.filled(expected, endings);
        assertThat(plain(ByteBufUtil.getBytes(gzip))).isEqualTo(expected);
        gzip.release();
      }
    }
  }
}
