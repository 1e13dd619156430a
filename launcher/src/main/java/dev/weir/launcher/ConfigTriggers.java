package dev.weir.launcher;

import dev.weir.config.ConfigDocument;
import dev.weir.config.ConfigException;
import dev.weir.config.ConfigException.Problem;
import dev.weir.config.ConfigStore;
import dev.weir.config.StreamEdit;
import dev.weir.config.StreamName;
import dev.weir.config.Trigger;
import dev.weir.trigger.Triggers;
import java.util.ArrayList;
import java.util.List;

/// Asks handlers whether streams may be added, changed and removed. A change of which they refuse a
/// part is refused whole.
///
/// Blocks until they have answered.
record ConfigTriggers(Triggers triggers) implements ConfigStore.Guard {

  @Override
  public void check(ConfigDocument before, ConfigDocument after) throws ConfigException {
    List<Problem> problems = new ArrayList<>();
    for (StreamEdit edit : after.streamEdits(before)) {
      switch (edit.kind()) {
        case ADDED -> ask(Trigger.STREAM_ADD, edit.name(), problems, edit.json());
        case CHANGED -> ask(Trigger.STREAM_CONFIG, edit.name(), problems, edit.json());
        case REMOVED -> ask(Trigger.STREAM_REMOVE, edit.name(), problems);
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  private void ask(Trigger trigger, String written, List<Problem> problems, String... more) {
    StreamName name = StreamName.clean(written).orElseThrow();
    List<String> lines = new ArrayList<>(List.of(name.full()));
    lines.addAll(List.of(more));
    boolean allowed =
        triggers.allows(trigger, name, lines.toArray(String[]::new)).toCompletableFuture().join();
    if (!allowed) {
      problems.add(new Problem("streams." + name, "a handler of " + trigger + " said no"));
    }
  }
}
