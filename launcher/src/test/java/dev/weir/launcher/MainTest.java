package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The commands that print something and end.
class MainTest {
  @TempDir private Path directory;

  /// What one command came to.
  private record Ran(int code, String out, String err) {
    static Ran of(String... args) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int code =
          Main.commands()
              .setOut(new PrintWriter(out, true))
              .setErr(new PrintWriter(err, true))
              .execute(args);
      return new Ran(code, out.toString(), err.toString());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "help           | Usage: weir [-hV] [COMMAND]",
        "--help         | Usage: weir [-hV] [COMMAND]",
        "help serve     | Usage: weir serve",
        "serve --help   | --config=FILE",
        "inspect -h     | FILE|URL",
        "config --help  | check",
        "version        | Weir ",
        "--version      | Java 2",
      })
  void helpsAsPeopleExpect(String line, String part) {
    Ran ran = Ran.of(line.strip().split(" "));
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains(part);
  }

  @Test
  void saysWhatItDoesNotUnderstandAndWhatIsNearest() {
    Ran ran = Ran.of("srve");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("'srve'", "Did you mean: weir serve");
  }

  @Test
  void checksAConfiguration() throws IOException {
    Path good = Files.writeString(directory.resolve("good.json"), "{\"streams\": {}}");
    assertThat(Ran.of("config", "check", good.toString()))
        .isEqualTo(new Ran(0, good + " is fine: 0 streams" + System.lineSeparator(), ""));
    Path bad =
        Files.writeString(
            directory.resolve("bad.json"),
            "{\"streams\": {\"a\": {\"sorce\": \"push://\", \"DVR\": -5}}}");
    Ran ran = Ran.of("config", "check", bad.toString());
    assertThat(ran.code()).isOne();
    assertThat(ran.err())
        .contains("streams.a.sorce: unknown; did you mean \"source\"?")
        .contains("streams.a.DVR: -5 is not legal here; legal: 1000 to");
  }

  @Test
  void doesNotServeWithAConfigurationThatCannotBeUsed() throws IOException {
    Path bad = Files.writeString(directory.resolve("bad.json"), "{\"config\": {\"debug\": 11}}");
    Ran ran = Ran.of("serve", "--config", bad.toString());
    assertThat(ran.code()).isOne();
    assertThat(ran.err())
        .startsWith("Weir does not start: the configuration " + bad + " cannot be used.")
        .contains("config.debug: 11 is not legal here; legal: 0 to 10");
  }

  @Test
  void printsTracksAndSamplesOfAFile() throws IOException {
    Ran ran = Ran.of("inspect", SampleMedia.H264_AAC.file().toString());
    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("track 1 H264 avc1.64000d 320x180 25.000 fps", "track 2 AAC mp4a.40.2 48000/2")
        .containsPattern("1 dts 0\\.\\d+ pts 0\\.\\d+ key \\d+ crc ");
    Path text = Files.writeString(directory.resolve("text"), "that is no film");
    assertThat(Ran.of("inspect", text.toString()))
        .isEqualTo(
            new Ran(
                1,
                "",
                "Cannot understand "
                    + text
                    + ": it has no format that Weir reads"
                    + System.lineSeparator()));
    assertThat(Ran.of("inspect", directory.resolve("none").toString()).err())
        .startsWith("There is no file ");
  }
}
