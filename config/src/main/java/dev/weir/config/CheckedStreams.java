package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The streams of a valid document: what stands in the next one as it stood there need not be
/// checked again, nor be kept twice. What a stream means depends on nothing but its own object and
/// its name.
///
/// Immutable.
final class CheckedStreams {
  static final CheckedStreams NONE =
      new CheckedStreams(JsonNodeFactory.instance.objectNode(), Map.of());

  private final JsonNode written; // by the names as they were written
  private final Map<String, StreamConfig> read; // by the clean names

  /// @param written the member `streams` of a document, if it has one
  /// @param read what it means
  CheckedStreams(JsonNode written, Map<String, StreamConfig> read) {
    this.written = written;
    this.read = read;
  }

  /// What `stream` means, if the same stood under this name, and the name was a clean one.
  @Nullable StreamConfig find(String name, JsonNode stream) {
    StreamConfig known = read.get(name);
    return known != null && stream.equals(written.get(name)) ? known : null;
  }

  /// A copy of `streams` that shares what stood here already.
  ObjectNode copyOf(ObjectNode streams) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : streams.properties()) {
      JsonNode before = written.get(member.getKey());
      boolean same = member.getValue().equals(before);
      copy.set(member.getKey(), same ? before : member.getValue().deepCopy());
    }
    return copy;
  }
}
