package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.testkit.Await;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Restreams to a second Weir that throws them out again and again: nothing of them stays behind.
class RestreamOutagesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PUSHES = 10; // each is thrown out twice, and comes back between
  private static final int WARM = 2; // pushes until everything is loaded that will be

  private final Server here = Servers.withDefaults();
  private final Server there = Servers.withDefaults();
  private final ApiClient api = new ApiClient(here);
  private final ApiClient remote = new ApiClient(there);

  RestreamOutagesIT() throws IOException {}

  @AfterEach
  void close() {
    api.close();
    remote.close();
    here.close();
    there.close();
  }

  @Test
  void descriptorsAndThreadsDoNotGrow() {
    api.ask("{'push_settings':{'wait':1}}");
    api.ask("{'addstream':{'demo':{'source':'demo:','always_on':true}}}");
    String target =
        "rtmp://127.0.0.1:%d/live/live+copy"
            .formatted(there.listeners().getFirst().address().getPort());
    int descriptors = 0;
    int threads = 0;
    for (int push = 0; push < PUSHES; push++) {
      if (push == WARM) {
        descriptors = entries("/proc/self/fd");
        threads = entries("/proc/self/task");
      }
      api.ask("{'push_start':['demo','" + target + "']}");
      throwOut();
      throwOut();
      api.ask("{'push_stop':'demo'}");
      Await.until("the end", LIMIT, () -> pushes().isNull());
    }
    int atMost = descriptors + 4; // connections of the API come and go
    Await.until("that nothing is left open", LIMIT, () -> entries("/proc/self/fd") <= atMost);
    assertThat(entries("/proc/self/task")).isLessThanOrEqualTo(threads + 4);
  }

  /// Waits until it is there, and throws it out; it notices, and tries again.
  private void throwOut() {
    Await.until(
        "media at the other side",
        LIMIT,
        () ->
            status().path("state").asText().equals("active")
                && status().path("bytes").asLong() > 0);
    int tries = status().path("tries").asInt();
    remote.ask("{'nuke_stream':'live+copy'}");
    Await.until("another try", LIMIT, () -> status().path("tries").asInt() > tries);
  }

  private JsonNode status() {
    return pushes().path(0).path(5);
  }

  private JsonNode pushes() {
    return api.ask("{'push_list':1}").path("push_list");
  }

  private static int entries(String folder) {
    String[] names = new File(folder).list();
    return names == null ? 0 : names.length;
  }
}
