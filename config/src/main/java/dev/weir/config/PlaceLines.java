package dev.weir.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// On which line of a text each value of its document begins, so that people find what is wrong.
final class PlaceLines {
  private final Map<String, Integer> lines = new HashMap<>();

  /// @param text a document that was parsed already
  PlaceLines(JsonFactory json, String text) {
    try (JsonParser parser = json.createParser(text)) {
      parser.nextToken();
      walk(parser, Place.ROOT);
    } catch (IOException _) {
      // It was parsed before; what is not found has no line.
    }
  }

  /// The problems with their lines; a key that is missing gets the line of its object.
  List<ConfigException.Problem> numbered(List<ConfigException.Problem> problems) {
    List<ConfigException.Problem> numbered = new ArrayList<>();
    for (ConfigException.Problem problem : problems) {
      Integer line = lineOf(problem.place());
      numbered.add(
          line == null
              ? problem
              : new ConfigException.Problem(
                  "line " + line + ", " + problem.place(), problem.message()));
    }
    return numbered;
  }

  private @Nullable Integer lineOf(String place) {
    Integer line = lines.get(place);
    int dot = place.lastIndexOf('.');
    return line != null || dot < 0 ? line : lines.get(place.substring(0, dot));
  }

  private void walk(JsonParser parser, Place place) throws IOException {
    lines.put(place.toString(), parser.currentTokenLocation().getLineNr());
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        Place member = place.key(parser.currentName());
        parser.nextToken();
        walk(parser, member);
      }
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        walk(parser, place.index(i));
      }
    }
  }
}
