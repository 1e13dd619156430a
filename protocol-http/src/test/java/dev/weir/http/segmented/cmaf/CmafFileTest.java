package dev.weir.http.segmented.cmaf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CmafFileTest {
  @Test
  void readsTheNamesThatManifestsHave() {
    assertThat(CmafFile.parse(CmafNames.header(7))).contains(new CmafFile.Header(7));
    assertThat(CmafFile.parse("init.m4s")).contains(new CmafFile.Header(-1));
    assertThat(CmafFile.parse(CmafNames.segment(28_000_000)))
        .contains(new CmafFile.Whole(28_000_000));
    assertThat(CmafFile.parse(CmafNames.part(100, 3))).contains(new CmafFile.OnePart(100, 3));
    assertThat(CmafFile.parse(CmafNames.firstPicture(100)))
        .contains(new CmafFile.FirstPicture(100));
    assertThat(CmafFile.parse(CmafNames.cues(100))).contains(new CmafFile.Cues(100));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "init_.m4s",
        "init_-1.m4s",
        "chunk_.m4s",
        "chunk_1.m4s.m4s",
        "chunk_1.2.3.m4s",
        "chunk_1.2.vtt",
        "iframe_1.2.m4s",
        "iframe_1.vtt",
        "chunk_9999999999999.m4s",
        "chunk_1.9999999.m4s",
        "chunk_1.-1.m4s",
        "chunk_٣.m4s",
        "../chunk_1.m4s"
      })
  void nothingElseIsAName(String name) {
    assertThat(CmafFile.parse(name)).isEmpty();
  }
}
