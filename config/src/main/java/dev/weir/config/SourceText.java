package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The source of a stream, as it is written: `push://10.0.0.0/8@secret`, `demo:`.
record SourceText() implements Shape<StreamSource> {
  private static final Text TEXT = new Text(2048);
  private static final String PUSH = "push://";

  @Override
  public @Nullable StreamSource read(JsonNode node, Place place, Problems problems) {
    String text = TEXT.read(node, place, problems);
    if (text == null) {
      return null;
    }
    if (text.equals("demo:")) {
      return new StreamSource.Demo();
    }
    if (text.startsWith(PUSH)) {
      return push(text.substring(PUSH.length()), place, problems);
    }
    // The text is not shown: sources of other kinds carry passwords.
    problems.add(place, "this kind of source is not supported yet; legal: push://…, demo:");
    return null;
  }

  private static @Nullable StreamSource push(String text, Place place, Problems problems) {
    int at = text.indexOf('@');
    String from = at < 0 ? text : text.substring(0, at);
    String password = at < 0 ? "" : text.substring(at + 1);
    if (from.isEmpty()) {
      return new StreamSource.Push(
          password.isEmpty() ? AddressRange.EVERYWHERE : List.of(), password);
    }
    if (isLoopback(from)) {
      return new StreamSource.Push(AddressRange.LOOPBACK, password);
    }
    AddressRange range = AddressRange.parse(from).orElse(null);
    if (range == null) {
      problems.add(
          place,
          '"'
              + Printable.of(from)
              + "\" is not an address; legal: push://, push://ADDRESS, push://ADDRESS/BITS,"
              + " each with or without @PASSWORD");
      return null;
    }
    return new StreamSource.Push(List.of(range), password);
  }

  // An encoder told to publish to "localhost" may come from either loopback address.
  private static boolean isLoopback(String from) {
    return from.equals("localhost") || from.equals("127.0.0.1") || from.equals("::1");
  }

  @Override
  public ObjectNode schema() {
    return TEXT.schema().put("pattern", "^(" + PUSH + "|demo:$)");
  }
}
