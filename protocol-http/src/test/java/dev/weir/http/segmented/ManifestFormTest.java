package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.segmented.ManifestForm.Notation;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestFormTest {
  private static final String TEXT =
      "a"
          + ManifestForm.VARIABLES
          + "\nb$$c"
          + ManifestForm.TEMPLATE_VARIABLES
          + "é?d=1"
          + ManifestForm.MORE_VARIABLES;

  private static String filled(Notation notation, String variables) {
    return new String(new ManifestForm(TEXT, notation).filled(variables), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PLAYLIST | '' | a/b$$cé?d=1",
        "XML | '' | a/b$$cé?d=1",
        "PLAYLIST | x=1&y=$\"< | a?x=1&y=$\"</b$$c?x=1&y=$$\"<é?d=1&x=1&y=$\"<",
        "XML | x=1&y=$\"< | a?x=1&amp;y=$&quot;&lt;/b$$c?x=1&amp;y=$$&quot;&lt;é?d=1&amp;x=1&amp;y=$&quot;&lt;"
      })
  void eachPlaceGoesOnInItsWay(Notation notation, String variables, String expected) {
    assertThat(filled(notation, variables)).isEqualTo(expected.replace('/', '\n'));
  }

  @Test
  void aManifestInUtf16HasItsVariablesInUtf16() {
    byte[] filled = new ManifestForm(TEXT, Notation.XML_UTF_16).filled("tkn=ö");
    assertThat(new String(filled, StandardCharsets.UTF_16LE))
        .isEqualTo("a?tkn=ö\nb$$c?tkn=öé?d=1&amp;tkn=ö");
  }

  @Test
  void whoComesWithTheSameVariablesGetsTheSameBytes() {
    ManifestForm form = new ManifestForm(TEXT, Notation.PLAYLIST);
    assertThat(form.shared("x=1")).isSameAs(form.shared("x=1"));
    assertThat(form.shared("").plain()).isEqualTo(form.filled(""));
    assertThat(form.shared("x=2").plain()).isEqualTo(form.filled("x=2"));
  }

  @Test
  void whereNoAddressIsAllGetTheSameBytes() {
    ManifestForm form = ManifestForm.without(new byte[] {1, (byte) 0xEF, (byte) 0xB7, 2});
    assertThat(form.shared("x=1")).isSameAs(form.shared("x=2"));
    assertThat(form.filled("x=1")).containsExactly(1, 0xEF, 0xB7, 2);
  }
}
