package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.config.WeirConfig;
import dev.weir.source.PlaylistFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The call that shows and edits the playlists of streams.
public final class PlaylistCalls {
  private static final String LEGAL =
      "legal: [\"append\",LINE], [\"remove\",LINE], [\"replace\",OLD,NEW], [\"line\",NUMBER,LINE],"
          + " [\"clear\"], a list of these, or true";

  private final Supplier<WeirConfig> config;

  /// @param config as it is now
  public PlaylistCalls(Supplier<WeirConfig> config) {
    this.config = config;
  }

  /// The one.
  public List<Call> calls() {
    return List.of(
        Call.control(
            "playlist",
            Request.OBJECT,
            "edits the playlists of streams, by name, and answers with all their lines",
            this::playlists));
  }

  private void playlists(JsonNode request, Reply reply) throws CallException, IOException {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : request.properties()) {
      PlaylistFile file = file(member.getKey());
      List<JsonNode> commands = commands(member.getKey(), member.getValue());
      List<String> lines =
          commands.isEmpty() ? file.lines() : file.change(old -> edit(old, commands));
      if (!commands.isEmpty()) {
        reply.changed("playlist of " + member.getKey() + ": " + commands.size() + " changes");
      }
      ArrayNode list = answer.putArray(member.getKey());
      lines.forEach(list::add);
    }
    reply.put(answer);
  }

  private PlaylistFile file(String stream) throws CallException {
    Optional<StreamSource> source =
        StreamName.clean(stream)
            .flatMap(name -> config.get().stream(name))
            .map(settings -> settings.source());
    if (source.isPresent() && source.get() instanceof StreamSource.Playlist(String path)) {
      return new PlaylistFile(Path.of(path));
    }
    throw new CallException(stream, "", "is no stream whose source is a playlist (.pls)");
  }

  /// All commands, checked before the first is done.
  private static List<JsonNode> commands(String stream, JsonNode value) throws CallException {
    if (!value.isArray()) {
      return List.of();
    }
    List<JsonNode> commands = new ArrayList<>();
    if (value.path(0).isArray()) {
      value.forEach(commands::add);
    } else {
      commands.add(value);
    }
    for (JsonNode command : commands) {
      if (!isLegal(command)) {
        throw new CallException(stream, command.toString(), LEGAL);
      }
    }
    return commands;
  }

  private static boolean isLegal(JsonNode command) {
    return switch (command.path(0).asText()) {
      case "append", "remove" -> command.size() == 2 && command.get(1).isTextual();
      case "replace" ->
          command.size() == 3 && command.get(1).isTextual() && command.get(2).isTextual();
      case "line" ->
          command.size() == 3
              && command.get(1).isIntegralNumber()
              && command.get(1).asInt(-1) >= 0
              && command.get(2).isTextual();
      case "clear" -> command.size() == 1;
      default -> false;
    };
  }

  private static List<String> edit(List<String> old, List<JsonNode> commands) {
    List<String> lines = new ArrayList<>(old);
    for (JsonNode command : commands) {
      String first = command.path(1).asText();
      String second = command.path(2).asText();
      switch (command.path(0).asText()) {
        case "append" -> lines.add(first);
        case "remove" -> lines.removeIf(first::equals);
        case "replace" -> lines.replaceAll(line -> line.equals(first) ? second : line);
        case "line" -> setLine(lines, command.get(1).asInt(), second);
        default -> lines.clear();
      }
    }
    return lines;
  }

  /// Lines are counted from 0; one behind the last is added.
  private static void setLine(List<String> lines, int number, String text) {
    if (number < lines.size()) {
      lines.set(number, text);
    } else {
      lines.add(text);
    }
  }
}
