package dev.weir.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilePlaceTest {
  @TempDir Path top;

  private Path media;

  @BeforeEach
  void makeFiles() throws IOException {
    media = Files.createDirectories(top.resolve("media"));
    Files.createDirectories(media.resolve("series"));
    Files.writeString(media.resolve("film.mp4"), "x");
    Files.writeString(media.resolve("a film (2).mp4"), "x");
    Files.writeString(media.resolve("100%.mp4"), "x");
    Files.writeString(media.resolve("series/one.mp4"), "x");
    Files.createDirectories(top.resolve("media-old"));
    Files.writeString(top.resolve("media-old/old.mp4"), "x");
    Files.writeString(top.resolve("secret"), "x");
  }

  private StreamSource folder() {
    return new StreamSource.Folder(media + "/");
  }

  private static Optional<Path> find(String wildcard, StreamSource source) {
    return FilePlace.find(new StreamName("vod", wildcard), source);
  }

  @ParameterizedTest
  @ValueSource(strings = {"film.mp4", "a film (2).mp4", "100%.mp4", "series/one.mp4"})
  void findsWhatLiesBelowTheFolder(String wildcard) throws IOException {
    assertThat(find(wildcard, folder())).contains(media.resolve(wildcard).toRealPath());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../secret",
        "series/../../secret",
        "series/../film.mp4",
        "./film.mp4",
        "..;/secret",
        "..;x/secret",
        ".. /secret",
        "%2e%2e/secret",
        "%2e%2e%2fsecret",
        "%252e%252e%252fsecret",
        "%25252e%25252e/secret",
        "%2525252525252e/secret",
        "..%2fsecret",
        "..%5csecret",
        "..\\secret",
        "/etc/passwd",
        "//etc/passwd",
        "series//one.mp4",
        "film.mp4/",
        "film.mp4%00",
        "film.mp4%00.png",
        "../media-old/old.mp4",
        "series",
        "..%c0%afsecret",
        "%c0%ae%c0%ae/secret",
        "....//secret",
        "nothing.mp4"
      })
  void findsNothingElse(String wildcard) {
    assertThat(find(wildcard, folder())).isEmpty();
  }

  @Test
  void findsNoControlCharacters() {
    assertThat(find("film.mp4\0", folder())).isEmpty();
    assertThat(find("film\n.mp4", folder())).isEmpty();
    assertThat(find("x".repeat(5000), folder())).isEmpty();
  }

  @Test
  void followsLinksThatStayBelowTheFolder() throws IOException {
    Files.createSymbolicLink(media.resolve("link.mp4"), Path.of("film.mp4"));
    assertThat(find("link.mp4", folder())).contains(media.resolve("film.mp4").toRealPath());
  }

  @Test
  void followsNoLinkOutOfTheFolder() throws IOException {
    Files.createSymbolicLink(media.resolve("leak.mp4"), top.resolve("secret"));
    Files.createSymbolicLink(media.resolve("up"), top);
    Files.createSymbolicLink(media.resolve("old"), top.resolve("media-old"));
    assertThat(find("leak.mp4", folder())).isEmpty();
    assertThat(find("up/secret", folder())).isEmpty();
    assertThat(find("old/old.mp4", folder())).isEmpty();
  }

  @Test
  void theFolderItselfMayBeALink() throws IOException {
    Files.createSymbolicLink(top.resolve("linked"), media);
    assertThat(find("film.mp4", new StreamSource.Folder(top + "/linked/")))
        .contains(media.resolve("film.mp4").toRealPath());
  }

  @Test
  void readsNoPipesAndDevices() throws Exception {
    new ProcessBuilder("mkfifo", media.resolve("pipe.ts").toString()).start().waitFor();
    assertThat(find("pipe.ts", folder())).isEmpty();
    assertThat(FilePlace.find(new StreamName("a", ""), new StreamSource.File("/dev/zero")))
        .isEmpty();
  }

  @Test
  void putsTheWildcardIntoAPath() throws IOException {
    StreamSource source = new StreamSource.File(media + "/$wildcard.mp4");
    assertThat(find("film", source)).contains(media.resolve("film.mp4").toRealPath());
    assertThat(find("series/one", source)).contains(media.resolve("series/one.mp4").toRealPath());
    assertThat(find("", source)).isEmpty();
    assertThat(find("../media-old/old", source)).isEmpty();
    assertThat(find("..%2fmedia-old/old", source)).isEmpty();
  }

  @Test
  void theFolderOfAPathWithAWildcardIsWhatStandsBeforeIt() throws IOException {
    Files.createSymbolicLink(media.resolve("leak.mp4"), top.resolve("media-old/old.mp4"));
    assertThat(find("leak", new StreamSource.File(media + "/$wildcard.mp4"))).isEmpty();
    assertThat(find("media-old", new StreamSource.File(top + "/$wildcard/old.mp4")))
        .contains(top.resolve("media-old/old.mp4").toRealPath());
  }

  @Test
  void aPathWithoutWildcardIsTheSameForAllNames() throws IOException {
    StreamSource source = new StreamSource.File(media + "/film.mp4");
    assertThat(find("", source)).contains(media.resolve("film.mp4").toRealPath());
    assertThat(find("../x", source)).contains(media.resolve("film.mp4").toRealPath());
  }
}
