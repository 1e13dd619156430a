package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The keys about recordings and restreams.
final class PushKeys {
  private static final int MOST = 10_000;
  private static final int LONGEST_TARGET = 4096;
  private static final long LAST_UNIX = 1L << 40;
  private static final long DAY_SECONDS = 86_400;
  private static final long USUAL_WAIT_SECONDS = 3;

  private static final Key<String> STREAM =
      Key.required("stream", new Text(200), "a stream, base+ for all its wildcards, or #tag");
  private static final Key<String> TARGET =
      Key.required("target", new Text(LONGEST_TARGET), "a path or URL, in which $variables stand");
  private static final Key<Long> START =
      Key.of("scheduletime", new WholeNumber(0, LAST_UNIX), 0L, "Unix seconds; not before");
  private static final Key<Long> END =
      Key.of("completetime", new WholeNumber(0, LAST_UNIX), 0L, "Unix seconds; not after");
  private static final Key<AutoPush.Rule> START_RULE =
      Key.optional("start_rule", new RuleShape(), "[variable, operator, value] that must hold");
  private static final Key<AutoPush.Rule> END_RULE =
      Key.optional("end_rule", new RuleShape(), "[variable, operator, value] that ends it");
  private static final Key<List<String>> INHIBIT =
      Key.of(
          "inhibit",
          new TextList(100, new Text(200)),
          List.of(),
          "streams and #tags for which it does not run");

  private static final ObjectOf<AutoPush> AUTO_PUSH =
      new ObjectOf<>(
          Keys.of(STREAM, TARGET, START, END, START_RULE, END_RULE, INHIBIT),
          values ->
              new AutoPush(
                  values.get(STREAM),
                  values.get(TARGET),
                  values.get(START),
                  values.get(END),
                  values.find(START_RULE),
                  values.find(END_RULE),
                  values.get(INHIBIT)));

  static final Key<Map<String, AutoPush>> AUTOMATIC =
      Key.of(
          "auto_push",
          new MapOf<>(
              MOST,
              Pattern.compile("[^\\p{Cntrl}]{1,100}"),
              "1 to 100 characters",
              new AutoPushShape()),
          Map.of(),
          "recordings and restreams that start by themselves, by id");
  static final Key<Map<String, AutoPush>> AUTOMATIC_OF_OLD =
      Key.of(
          "autopushes",
          new AutoPushList(),
          Map.of(),
          "the same as a list: [[stream, target, …], …]");

  private static final Key<Long> WAIT =
      Key.of(
          "wait",
          new WholeNumber(0, DAY_SECONDS),
          USUAL_WAIT_SECONDS,
          "seconds before a push is tried again; 0 for never");
  private static final Key<Long> MAX_SPEED =
      Key.of(
          "maxspeed", new WholeNumber(0, 1000), 0L, "pushes that may start in a second; 0 for any");

  record Settings(long waitSeconds, long startsPerSecond) {}

  static final Key<Settings> SETTINGS =
      Key.of(
          "push_settings",
          new ObjectOf<>(
              Keys.of(WAIT, MAX_SPEED),
              values -> new Settings(values.get(WAIT), values.get(MAX_SPEED))),
          new Settings(USUAL_WAIT_SECONDS, 0),
          "how fast pushes start, and start again");

  static final Key<List<String>> FOLDERS =
      Key.of(
          "recordings",
          new TextList(100, new Text(1024)),
          List.of(),
          "folders below which recordings may be written; without this key everywhere");

  static final Key<List<ExternalWriter>> WRITERS =
      Key.of(
          "extwriters",
          new ListOf<>(100, new WriterShape()),
          List.of(),
          "programs that targets are piped into: [[name, command, [protocols]], …]");

  private PushKeys() {}

  static PushConfig read(Values document, List<String> folders) {
    Settings settings = document.get(SETTINGS);
    Map<String, AutoPush> automatic = new LinkedHashMap<>(document.get(AUTOMATIC));
    automatic.putAll(document.get(AUTOMATIC_OF_OLD));
    return new PushConfig(
        settings.waitSeconds,
        settings.startsPerSecond,
        folders,
        Collections.unmodifiableMap(automatic),
        document.get(WRITERS));
  }

  /// The folders of recordings, which must be absolute.
  static List<String> folders(Values values) {
    List<String> folders = values.get(FOLDERS);
    for (String folder : folders) {
      if (!folder.startsWith("/")) {
        values.problem(FOLDERS, '"' + Printable.of(folder) + "\" is no absolute path");
      }
    }
    return folders;
  }

  /// `[variable, operator, value]`; the value may be left out.
  private record RuleShape() implements Shape<AutoPush.Rule> {
    private static final String LEGAL =
        "[variable, operator, value] with an operator of 0 to 3, 10 to 13, 20 to 23";

    @Override
    public AutoPush.@Nullable Rule read(JsonNode node, Place place, Problems problems) {
      Optional<Comparison> comparison = Comparison.of(node.path(1).asLong(-1));
      String variable = node.path(0).asText("");
      if (!node.isArray() || node.size() > 3 || variable.isEmpty() || comparison.isEmpty()) {
        Shape.refuse(node, place, problems, LEGAL);
        return null;
      }
      return new AutoPush.Rule(variable, comparison.get(), node.path(2).asText(""));
    }

    @Override
    public ObjectNode schema() {
      ObjectNode schema = JsonNodeFactory.instance.objectNode();
      return schema.put("type", "array").put("minItems", 2).put("maxItems", 3);
    }
  }

  /// An object or, as of old, a list.
  private record AutoPushShape() implements Shape<AutoPush> {
    @Override
    public @Nullable AutoPush read(JsonNode node, Place place, Problems problems) {
      return AUTO_PUSH.read(AutoPush.asObject(node), place, problems);
    }

    @Override
    public ObjectNode schema() {
      ObjectNode schema = JsonNodeFactory.instance.objectNode();
      schema.putArray("anyOf").add(AUTO_PUSH.schema()).addObject().put("type", "array");
      return schema;
    }
  }

  /// A list of automatic pushes, whose ids are made of what they are.
  private record AutoPushList() implements Shape<Map<String, AutoPush>> {
    private static final ListOf<AutoPush> LIST = new ListOf<>(MOST, new AutoPushShape());

    @Override
    public @Nullable Map<String, AutoPush> read(JsonNode node, Place place, Problems problems) {
      List<AutoPush> read = LIST.read(node, place, problems);
      if (read == null || read.size() != node.size()) {
        return null;
      }
      Map<String, AutoPush> pushes = new LinkedHashMap<>();
      for (int i = 0; i < read.size(); i++) {
        pushes.put(AutoPush.idOf(AutoPush.asObject(node.get(i))), read.get(i));
      }
      return pushes;
    }

    @Override
    public ObjectNode schema() {
      return LIST.schema();
    }
  }

  /// `[name, command, [protocols]]`, or an object with these names.
  private record WriterShape() implements Shape<ExternalWriter> {
    private static final Key<String> NAME = Key.required("name", new Text(100), "for people");
    private static final Key<String> COMMAND =
        Key.required("cmdline", new Text(4096), "the program and its arguments");
    private static final Key<List<String>> PROTOCOLS =
        Key.of("protocols", new TextList(100, new Text(32)), List.of(), "schemes of URLs");
    private static final ObjectOf<ExternalWriter> OBJECT =
        new ObjectOf<>(Keys.of(NAME, COMMAND, PROTOCOLS), WriterShape::writer);

    private static @Nullable ExternalWriter writer(Values values) {
      Optional<List<String>> words = CommandLine.split(values.get(COMMAND));
      if (words.isEmpty()) {
        values.problem(COMMAND, "is no command: a quote does not end, or there is no word");
        return null;
      }
      return new ExternalWriter(values.get(NAME), words.get(), values.get(PROTOCOLS));
    }

    @Override
    public @Nullable ExternalWriter read(JsonNode node, Place place, Problems problems) {
      if (!node.isArray()) {
        return OBJECT.read(node, place, problems);
      }
      ObjectNode same = JsonNodeFactory.instance.objectNode();
      List<Key<?>> keys = List.of(NAME, COMMAND, PROTOCOLS);
      for (int i = 0; i < Math.min(keys.size(), node.size()); i++) {
        same.set(keys.get(i).name(), node.get(i));
      }
      return OBJECT.read(same, place, problems);
    }

    @Override
    public ObjectNode schema() {
      ObjectNode schema = JsonNodeFactory.instance.objectNode();
      schema.putArray("anyOf").add(OBJECT.schema()).addObject().put("type", "array");
      return schema;
    }
  }
}
