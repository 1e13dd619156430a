package dev.weir.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.source.PlaylistFile.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaylistFileTest {
  @TempDir Path folder;

  private PlaylistFile list(String text) throws IOException {
    return new PlaylistFile(Files.writeString(folder.resolve("list.pls"), text));
  }

  @Test
  void readsEntriesAndTheirTimes() throws IOException {
    assertThat(
            list("""
            # a comment
            one.mp4\r
              two films.mkv

            #X-STARTTIME:20:15
            news.ts
            #X-STARTTIME:7:05
            https://example.org/film.mp4
            #X-STARTTIME:25:99
            last.flv
            """)
                .entries())
        .containsExactly(
            new Entry("one.mp4", null),
            new Entry("two films.mkv", null),
            new Entry("news.ts", LocalTime.of(20, 15)),
            new Entry("https://example.org/film.mp4", LocalTime.of(7, 5)),
            new Entry("last.flv", null));
  }

  @Test
  void oneThatIsNotThereIsEmptyAndIsMadeByTheFirstChange() throws IOException {
    PlaylistFile list = new PlaylistFile(folder.resolve("new.pls"));
    assertThat(list.lines()).isEmpty();
    list.change(_ -> List.of("a.mp4", "b.mp4"));
    assertThat(list.lines()).containsExactly("a.mp4", "b.mp4");
  }

  @Test
  void takesNoLineThatIsTwo() throws IOException {
    PlaylistFile list = list("a.mp4\n");
    assertThatThrownBy(() -> list.change(_ -> List.of("b.mp4\n#X")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> list.change(_ -> List.of("x".repeat(5000))))
        .isInstanceOf(IOException.class);
    assertThat(list.lines()).containsExactly("a.mp4");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void boundsWhatItReads() throws IOException {
    PlaylistFile many = list("a\n".repeat(10_001));
    assertThatThrownBy(many::lines).isInstanceOf(IOException.class);
    PlaylistFile large = list("a".repeat((1 << 20) + 1));
    assertThatThrownBy(large::lines).isInstanceOf(IOException.class);
  }
}
