package dev.weir.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
  @ParameterizedTest
  @CsvSource({
    "push://@hunter2, push://@…",
    "push://10.0.0.0/8@hunter@2, push://10.0.0.0/8@…",
    "push://127.0.0.1, push://127.0.0.1",
    "rtsp://admin:pw@192.0.2.1/ch1, rtsp://admin:…@192.0.2.1/ch1",
    "srt://192.0.2.1:9000?mode=caller&passphrase=pw&x=1, "
        + "srt://192.0.2.1:9000?mode=caller&passphrase=…&x=1",
    "/srv/media/film.mp4, /srv/media/film.mp4"
  })
  void hidesWhatIsSecretInAnAddress(String address, String shown) {
    assertThat(Secrets.hidden(address)).isEqualTo(shown);
  }
}
