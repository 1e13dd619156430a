package dev.weir.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EventLogTest {
  private final EventLog events = new EventLog(3);

  @Test
  void keepsTheNewest() {
    for (int time = 1; time <= 5; time++) {
      events.add(event(time));
    }
    assertThat(events.last(10)).containsExactly(event(3), event(4), event(5));
    assertThat(events.last(1)).containsExactly(event(5));
    assertThat(events.last(-1)).isEmpty();
    assertThat(events.since(4)).containsExactly(event(4), event(5));
    events.clear();
    assertThat(events.last(10)).isEmpty();
  }

  @Test
  void tellsListenersUntilTheyLeave() {
    List<JsonNode> heard = new ArrayList<>();
    Consumer<JsonNode> listener = heard::add;
    events.addListener(listener);
    events.add(event(1));
    events.removeListener(listener);
    events.add(event(2));
    assertThat(heard).containsExactly(event(1));
  }

  private static JsonNode event(int time) {
    return JsonNodeFactory.instance.arrayNode().add(time).add("INFO");
  }
}
