package dev.weir.playlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlElementTest {
  private static XmlElement parse(String text) {
    return XmlElement.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsElementsAttributesAndText() {
    XmlElement root =
        parse(
            """
            <?xml version="1.0"?>
            <a:m xmlns:a="u" a:x="1"><b>t&amp;<!-- c --></b>
            <b/></a:m>
            """);
    assertThat(root.name()).isEqualTo("m");
    assertThat(root.number("x", 0)).isEqualTo(1);
    assertThat(root.number("y", 7)).isEqualTo(7);
    assertThat(root.all("b")).hasSize(2);
    assertThat(root.all("b").getFirst().text()).isEqualTo("t&");
    assertThat(root.all("b").getLast().line()).isEqualTo(3);
    assertThat(root.first("c")).isNull();
  }

  @Test
  void readsTheEncodingThatTheDocumentSays() {
    byte[] text =
        "<?xml version=\"1.0\" encoding=\"utf-16\"?><m n=\"ü\"/>".getBytes(StandardCharsets.UTF_16);
    assertThat(XmlElement.parse(text).attribute("n")).isEqualTo("ü");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "<a>",
        "<a></b>",
        "<a x=\"1\" x=\"2\"/>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>",
        "<!DOCTYPE a [<!ENTITY e \"x\"><!ENTITY f \"&e;&e;&e;\">]><a>&f;</a>",
        "<!DOCTYPE a SYSTEM \"http://169.254.169.254/\"><a/>",
        "<a>&nbsp;</a>",
      })
  void refusesEverythingButPlainDocuments(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedMediaException.class);
  }

  /// The parser of the JDK prints some of its complaints where nobody hears them.
  @ParameterizedTest
  @ValueSource(strings = {"<a b=\"ü\"/>", "<a>ü</a>", "ü", "<!-- ü --><a/>"})
  void refusesWhatIsNotInItsEncodingWithoutAWord(String text) {
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertThatThrownBy(() -> XmlElement.parse(text.getBytes(StandardCharsets.ISO_8859_1)))
          .isInstanceOf(MalformedMediaException.class)
          .hasMessageContaining("UTF-8");
    } finally {
      System.setErr(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  /// Found by fuzzing: the parser of the JDK looks in vain for the words of its complaint.
  @Test
  void refusesNulsInADocumentType() {
    assertThatThrownBy(() -> parse("<!DOCTYPE a [\0]><a/>"))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void refusesDeepAndEndlessDocuments() {
    assertThatThrownBy(() -> parse("<a>".repeat(100_000)))
        .isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() -> parse("<a>" + "<b/>".repeat(600_000) + "</a>"))
        .isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() -> XmlElement.parse(new byte[17 << 20]))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void numbersThatAreNoneAreNamed() {
    assertThatThrownBy(() -> parse("<S\nt=\"soon\"/>").number("t", 0))
        .hasMessage("XML, line 2: t of S is \"soon\", allowed are whole numbers of 64 bits");
  }

  @FuzzTest
  void anyDocument(byte[] bytes) {
    try {
      XmlElement.parse(bytes);
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }
}
