package dev.weir.media.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Codec;
import dev.weir.testkit.Browser;
import dev.weir.testkit.Chromium;
import dev.weir.testkit.Firefox;
import dev.weir.testkit.VideoState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Chromium and Firefox play every cell of the table of formats and codecs that they have a decoder
/// for. One page has all cells of a format.
class BrowserMatrixIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final double HEARD_SHARE = 0.9; // what is skipped at the start is not played

  @TempDir private Path directory;

  @Test
  void chromiumPlaysToTheEnd() throws IOException {
    try (Browser browser = Chromium.start("--allow-file-access-from-files")) {
      playsToTheEnd(browser, FormatPeers.CHROMIUM_PLAYS);
    }
  }

  @Test
  void firefoxPlaysToTheEnd() throws IOException {
    try (Browser browser = Firefox.start()) {
      playsToTheEnd(browser, FormatPeers.FIREFOX_PLAYS);
    }
  }

  private void playsToTheEnd(Browser browser, Map<String, String> codecs) throws IOException {
    for (WrittenFormat format : WrittenFormat.values()) {
      String known = codecs.getOrDefault(format.column(), "");
      List<FormatCell> cells =
          FormatCell.all()
              .filter(cell ->
                  cell.format() == format && FormatPeers.isAmong(known, cell.clip().label()))
              .toList();
      if (!cells.isEmpty()) {
        playsToTheEnd(browser, cells);
      }
    }
  }

  private void playsToTheEnd(Browser browser, List<FormatCell> cells) throws IOException {
    StringBuilder page = new StringBuilder("<!doctype html>");
    for (int i = 0; i < cells.size(); i++) {
      FormatCell cell = cells.get(i);
      String name = i + "." + cell.format().ending();
      Files.write(directory.resolve(name), cell.write());
      page.append("<video id=c%d src=%s autoplay></video>".formatted(i, name));
    }
    browser.open(Files.writeString(directory.resolve("page.html"), page).toUri().toString());
    browser.await("[...document.querySelectorAll('video')].every(v => v.ended || v.error)", LIMIT);
    for (int i = 0; i < cells.size(); i++) {
      FormatCell cell = cells.get(i);
      assertAll(cell, browser.video("#c" + i), browser instanceof Chromium);
    }
  }

  /// Firefox does not count the sound that it decodes.
  private static void assertAll(FormatCell cell, VideoState end, boolean countsSound) {
    assertThat(end.error()).as("%s", cell).isEmpty();
    assertThat(end.currentTimeSeconds() * 1e6)
        .as("%s", cell)
        .isGreaterThanOrEqualTo(HEARD_SHARE * cell.clip().durationMicros());
    if (cell.clip().codec() instanceof Codec.Video) {
      assertThat(end.totalFrames())
          .as("%s", cell)
          .isGreaterThanOrEqualTo(cell.clip().samples().size());
    } else if (countsSound) {
      assertThat(end.audioBytes()).as("%s", cell).isPositive();
    }
  }
}
