package dev.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestedNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          live        | cam1              | live   | cam1
          secret      | cam1?key=1        | secret | cam1
          secret?x=1  | cam1              | secret | cam1
          live        | /cam1             | live   | cam1
          live        | sub/cam1          | live   | cam1
          live        | mp4:cam1          | live   | cam1.mp4
          live        | mp4:cam1.mp4      | live   | cam1.mp4
          live        | mp4:vod+f.mp4?a=b | live   | vod+f.mp4
          live        | flv:cam1?x=mp4:y  | live   | cam1.flv
          live        | abcdef:cam1       | live   | abcdefcam1
          live        | live+a/b          | live   | live+a/b
          live        | sub/live+a/b      | live   | live+a/b
          live/cam1   | ''                | live   | cam1
          live        | ''                | live   | -
          live        | ??                | live   | -
          """)
  void followsTheRulesOfNames(String app, String written, String password, String stream) {
    ConnectRequest connect =
        new ConnectRequest(app, "rtmp://host/" + app, 0, Capabilities.ALL_OURS);
    RequestedName name = RequestedName.of(connect, written);
    assertThat(name.password()).isEqualTo(password);
    assertThat(name.streamName().map(Object::toString))
        .isEqualTo(stream.equals("-") ? Optional.empty() : Optional.of(stream));
    assertThat(name.url()).startsWith("rtmp://host/" + name.app() + "/");
  }
}
