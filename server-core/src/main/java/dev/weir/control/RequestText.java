package dev.weir.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.JsonFault;
import java.io.IOException;

/// Reads the text of a request, within bounds.
public final class RequestText {
  /// The longest request, in characters.
  public static final int LONGEST = 4 << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(40)
                          .maxDocumentLength(LONGEST)
                          .maxNumberLength(32)
                          .maxNameLength(1024)
                          .maxStringLength(1 << 20)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RequestText() {}

  /// The request that `text` holds; an empty text asks for nothing.
  ///
  /// @throws CallException with the position, if it is no JSON object
  public static ObjectNode parse(String text) throws CallException {
    if (text.isBlank()) {
      return JsonNodeFactory.instance.objectNode();
    }
    try (JsonParser parser = JSON.createParser(text)) {
      return parse(parser);
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory can be read", e);
    }
  }

  private static ObjectNode parse(JsonParser parser) throws CallException, IOException {
    try {
      if (JSON.readTree(parser) instanceof ObjectNode request) {
        return request;
      }
      throw new CallException("", "", "a request is an object: {\"version\": true}");
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
      throw new CallException(
          "",
          "",
          "line %d, column %d: %s"
              .formatted(at.getLineNr(), at.getColumnNr(), JsonFault.sentence(e)));
    }
  }

  /// The answer to a request that could not be read.
  public static ObjectNode refusal(CallException e) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("LTS", 1);
    answer.putArray("errors").add(Reply.problem("", e.value(), String.valueOf(e.getMessage())));
    return answer;
  }
}
