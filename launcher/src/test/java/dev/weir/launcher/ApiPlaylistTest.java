package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiPlaylistTest {
  private final Server server = Servers.withDefaults();
  private final ApiClient api = new ApiClient(server);

  @TempDir Path folder;

  ApiPlaylistTest() throws IOException {}

  @BeforeEach
  void addStream() {
    api.ask("{'addstream':{'day':{'source':'%s/day.pls'}}}".formatted(folder));
  }

  @AfterEach
  void close() {
    api.close();
    server.close();
  }

  private JsonNode edit(String commands) {
    return api.ask("{'playlist':{'day':%s}}".formatted(commands)).path("playlist").path("day");
  }

  @Test
  void editsTheFileOfAStream() throws IOException {
    assertThat(edit("true")).isEqualTo(ApiClient.json("[]"));
    assertThat(edit("['append','a.mp4']")).isEqualTo(ApiClient.json("['a.mp4']"));
    assertThat(edit("[['append','b.mp4'],['append','c.mp4']]"))
        .isEqualTo(ApiClient.json("['a.mp4','b.mp4','c.mp4']"));
    assertThat(edit("['replace','b.mp4','x.mp4']"))
        .isEqualTo(ApiClient.json("['a.mp4','x.mp4','c.mp4']"));
    assertThat(edit("[['remove','a.mp4'],['line',1,'z.mp4'],['line',9,'last.mp4']]"))
        .isEqualTo(ApiClient.json("['x.mp4','z.mp4','last.mp4']"));
    assertThat(Files.readAllLines(folder.resolve("day.pls")))
        .containsExactly("x.mp4", "z.mp4", "last.mp4");
    assertThat(edit("['clear']")).isEqualTo(ApiClient.json("[]"));
  }

  @Test
  void refusesWhatIsNoneAndDoesNoPartOfIt() {
    edit("['append','a.mp4']");
    for (String commands :
        new String[] {
          "[['append','b.mp4'],['fly']]",
          "['append']",
          "['line',-1,'x']",
          "['append','two\\nlines']",
          "['append',1]"
        }) {
      api.ask("{'playlist':{'day':%s}}".formatted(commands));
      assertThat(edit("true")).as(commands).isEqualTo(ApiClient.json("['a.mp4']"));
    }
    JsonNode other = api.ask("{'playlist':{'live':['append','x']}}");
    assertThat(other.toString()).contains("playlist (.pls)");
  }
}
