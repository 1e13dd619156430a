package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.StreamName;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamTags;
import dev.weir.stream.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// The calls about the tags of streams.
public final class TagCalls {
  private final Streams streams;
  private final StreamTags tags;

  /// @param streams that run
  /// @param tags of streams, running or not
  public TagCalls(Streams streams, StreamTags tags) {
    this.streams = streams;
    this.tags = tags;
  }

  /// All of them.
  public List<Call> calls() {
    return List.of(
        Call.control(
            "tag_stream",
            Request.OBJECT,
            "adds tags to streams, by name; those that do not run wait for them a minute",
            (request, reply) -> each(request, reply, tags::add)),
        Call.control(
            "untag_stream",
            Request.OBJECT,
            "takes tags from streams, by name",
            (request, reply) -> each(request, reply, tags::remove)),
        Call.read("stream_tags", Request.ANY, "the tags of streams", this::list));
  }

  private static void each(JsonNode request, Reply reply, BiConsumer<StreamName, String> action) {
    for (Map.Entry<String, JsonNode> member : request.properties()) {
      Optional<StreamName> name = StreamName.clean(member.getKey());
      if (name.isEmpty()) {
        reply.error(member.getKey(), member.getKey(), "is no name of a stream");
        continue;
      }
      List<String> wanted = new ArrayList<>();
      if (member.getValue().isArray()) {
        member.getValue().forEach(tag -> wanted.add(tag.asText()));
      } else {
        wanted.add(member.getValue().asText());
      }
      wanted.forEach(tag -> action.accept(name.get(), tag));
      reply.changed("tags of " + name.get() + ": " + wanted);
    }
  }

  private void list(JsonNode request, Reply reply) throws CallException {
    List<StreamName> names =
        request.isTextual() || request.isContainerNode()
            ? Names.of(request).stream().map(StreamName::clean).flatMap(Optional::stream).toList()
            : streams.all().stream().map(Stream::name).toList();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    names.forEach(name -> tags.of(name).forEach(answer.putArray(name.full())::add));
    reply.put(answer);
  }
}
