package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonLineTest {
  @Test
  void isOneLineOfJsonWithoutSecrets() throws IOException {
    LoggingEvent event =
        new LoggingEvent(
            "",
            new LoggerContext().getLogger("dev.weir.test"),
            Level.WARN,
            "from \"a\"\n{\"level\":\"forged\"} /x?tkn=1",
            new IllegalStateException("bug"),
            null);
    String line = new JsonLine().doLayout(event);
    assertThat(line.lines()).hasSize(1);
    JsonNode json = new JsonMapper().readTree(line);
    assertThat(json.path("level").textValue()).isEqualTo("WARN");
    assertThat(json.path("logger").textValue()).isEqualTo("dev.weir.test");
    assertThat(json.path("message").textValue())
        .isEqualTo("from \"a\"\n{\"level\":\"forged\"} /x?tkn=…");
    assertThat(json.path("error").textValue()).contains("IllegalStateException: bug");
  }
}
