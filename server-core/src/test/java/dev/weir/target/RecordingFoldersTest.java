package dev.weir.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingFoldersTest {
  @TempDir private Path base;

  private final RecordingFolders everywhere = new RecordingFolders(List.of());

  private RecordingFolders only(String folder) {
    return new RecordingFolders(List.of(base.resolve(folder).toString()));
  }

  @Test
  void makesFoldersBehindTheFirstVariable() throws IOException {
    Path file = everywhere.prepare(base + "/$stream/$day/a.ts", base + "/live/09/a.ts");
    assertThat(file).isEqualTo(base.toRealPath().resolve("live/09/a.ts"));
    assertThat(file.getParent()).isDirectory();
  }

  @Test
  void saysInPlainWordsThatADiskIsFull() throws IOException {
    try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
      assertThatThrownBy(() -> full.write(ByteBuffer.wrap(new byte[1])))
          .isInstanceOfSatisfying(
              IOException.class,
              failure ->
                  assertThat(RecordingFolders.sentence(failure, "/srv/a.mkv"))
                      .isEqualTo("the disk of /srv/a.mkv is full"));
    }
  }

  @Test
  void doesNotMakeTheFolderThatWasWrittenOut() {
    assertThatThrownBy(
            () -> everywhere.prepare(base + "/disk/$stream/a.ts", base + "/disk/live/a.ts"))
        .hasMessage("the folder " + base + "/disk does not exist");
    assertThat(base.resolve("disk")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"relative/a.ts", "/a/../../b.ts", "/a/..", "a.ts", "/nul\0.ts"})
  void refusesPathsThatAreNotPlain(String path) {
    assertThatThrownBy(() -> everywhere.prepare(path, path)).isInstanceOf(IOException.class);
  }

  @Test
  void keepsFilesBelowTheAllowedFolders() throws IOException {
    Files.createDirectory(base.resolve("rec"));
    Files.createDirectory(base.resolve("recordings"));
    RecordingFolders rec = only("rec");
    assertThat(rec.prepare(base + "/rec/a.ts", base + "/rec/a.ts")).hasFileName("a.ts");
    assertThatThrownBy(() -> rec.prepare(base + "/recordings/a.ts", base + "/recordings/a.ts"))
        .hasMessageContaining("config.recordings allows " + base + "/rec");
  }

  @Test
  void followsLinksBeforeItCompares() throws IOException {
    Files.createDirectory(base.resolve("rec"));
    Files.createDirectory(base.resolve("secret"));
    Files.createSymbolicLink(base.resolve("rec/out"), base.resolve("secret"));
    String target = base + "/rec/out/a.ts";
    assertThatThrownBy(() -> only("rec").prepare(target, target))
        .hasMessageContaining("may not be in");
    String named = base + "/rec/$stream/a.ts";
    assertThatThrownBy(() -> only("rec").prepare(named, target))
        .hasMessageContaining("may not be in");
    assertThat(base.resolve("secret")).isEmptyDirectory();
  }

  @Test
  void saysThatAFileIsNoFolder() throws IOException {
    Files.createFile(base.resolve("live"));
    assertThatThrownBy(() -> everywhere.prepare(base + "/$stream/a.ts", base + "/live/a.ts"))
        .hasMessage(base + "/live is no folder");
  }
}
