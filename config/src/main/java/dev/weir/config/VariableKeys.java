package dev.weir.config;

import java.util.Map;
import java.util.regex.Pattern;

/// The keys of variables.
final class VariableKeys {
  private static final int MOST = 1000;
  private static final long DAY_SECONDS = 86_400;
  private static final long USUAL_WAIT_MILLIS = 5_000;
  private static final long LONGEST_WAIT_MILLIS = 60_000;

  private static final Key<String> VALUE = Key.of("value", new Text(127), "", "what it stands for");
  private static final Key<String> TARGET =
      Key.of("target", new Text(512), "", "a URL or a command that is asked for the value");
  private static final Key<Long> INTERVAL =
      Key.of("interval", new WholeNumber(0, DAY_SECONDS), 0L, "seconds between two questions");
  private static final Key<Long> WAIT =
      Key.of(
          "waitTime",
          new WholeNumber(0, LONGEST_WAIT_MILLIS),
          USUAL_WAIT_MILLIS,
          "milliseconds that an answer may take");

  static final Key<Map<String, Variable>> VARIABLES =
      Key.of(
          "variables",
          new MapOf<>(
              MOST,
              Pattern.compile("[A-Za-z0-9_]{1,31}"),
              "1 to 31 of A-Z, a-z, 0-9, \"_\"",
              new ObjectOf<>(
                  Keys.of(
                      VALUE,
                      TARGET,
                      INTERVAL,
                      WAIT,
                      Key.optional("lastunix", new Unread(), "when it was asked for")),
                  VariableKeys::variable)),
          Map.of(),
          "texts that $name stands for");

  private VariableKeys() {}

  private static Variable variable(Values values) {
    String target = values.get(TARGET);
    boolean url = target.startsWith("http://") || target.startsWith("https://");
    if (!target.isEmpty() && !url && !target.startsWith("/")) {
      values.problem(TARGET, "is neither http(s)://HOST/… nor a command with an absolute path");
    } else if (!url && !target.isEmpty() && CommandLine.split(target).isEmpty()) {
      values.problem(TARGET, "is no command: a quote does not end");
    }
    long wait = values.get(WAIT);
    return new Variable(
        values.get(VALUE), target, values.get(INTERVAL), wait == 0 ? USUAL_WAIT_MILLIS : wait);
  }
}
