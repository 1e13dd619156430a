package dev.weir.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.StreamEdit.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A configuration as it was written, foreign keys and all, with what it means.
///
/// Immutable and valid: whoever holds one can use it.
public final class ConfigDocument {
  /// The longest document, in characters.
  public static final int LONGEST = 4 << 20;

  private static final String STREAMS = "streams";

  // Some editors put it in front of a file in UTF-8.
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxDocumentLength(LONGEST)
                  .maxNumberLength(32)
                  .maxNameLength(256)
                  .maxStringLength(1 << 20)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final JsonMapper JSON =
      JsonMapper.builder(FACTORY)
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static final ConfigDocument EMPTY = empty();

  private final ObjectNode json;
  private final WeirConfig config;

  private ConfigDocument(ObjectNode json, WeirConfig config) {
    this.json = json;
    this.config = config;
  }

  private static ConfigDocument empty() {
    try {
      return of(JsonNodeFactory.instance.objectNode());
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Reads a document, in which comments (`//`, `/* */`) may stand.
  ///
  /// @throws ConfigException with everything that is wrong; if it is no JSON, with the first fault
  public static ConfigDocument parse(String text) throws ConfigException {
    String bare = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    try {
      return of(JSON.readTree(bare));
    } catch (JsonProcessingException e) {
      throw ConfigException.of(where(e), JsonFault.sentence(e));
    }
  }

  /// The same as [#parse], with the line of each problem.
  static ConfigDocument parseFile(String text) throws ConfigException {
    try {
      return parse(text);
    } catch (ConfigException e) {
      throw new ConfigException(new PlaceLines(JSON.getFactory(), text).numbered(e.problems()));
    }
  }

  /// Checks a document that was parsed elsewhere; copies it.
  ///
  /// @throws ConfigException with everything that is wrong
  public static ConfigDocument of(JsonNode json) throws ConfigException {
    return of(json, CheckedStreams.NONE);
  }

  /// The same for an edited [#editable] of this document. Streams that were not edited are not
  /// checked again: there may be thousands.
  ConfigDocument edited(ObjectNode json) throws ConfigException {
    return of(json, new CheckedStreams(this.json.path(STREAMS), config.streams()));
  }

  private static ConfigDocument of(JsonNode json, CheckedStreams known) throws ConfigException {
    Problems problems = new Problems();
    WeirConfig config = DocumentKeys.document(known).read(json, Place.ROOT, problems);
    problems.throwIfAny();
    if (config == null) {
      throw new IllegalStateException("a document was refused without a reason");
    }
    return new ConfigDocument(copy((ObjectNode) json, known::copyOf), config);
  }

  private static String where(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null
        ? Place.ROOT.toString()
        : "line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  /// What the document means.
  public WeirConfig config() {
    return config;
  }

  /// Whether the same stands in both, in whatever order.
  boolean saysTheSameAs(ConfigDocument other) {
    return json.equals(other.json);
  }

  /// A fresh copy of the document.
  public ObjectNode json() {
    return json.deepCopy();
  }

  /// What becomes of the streams when this takes the place of `before`; those that are written as
  /// they were are left out.
  public List<StreamEdit> streamEdits(ConfigDocument before) {
    JsonNode old = before.json.path(STREAMS);
    JsonNode fresh = json.path(STREAMS);
    List<StreamEdit> edits = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : fresh.properties()) {
      JsonNode known = old.get(member.getKey());
      if (!member.getValue().equals(known)) {
        Kind kind = known == null ? Kind.ADDED : Kind.CHANGED;
        edits.add(new StreamEdit(kind, member.getKey(), member.getValue().toString()));
      }
    }
    for (Map.Entry<String, JsonNode> member : old.properties()) {
      if (!fresh.has(member.getKey())) {
        edits.add(new StreamEdit(Kind.REMOVED, member.getKey(), member.getValue().toString()));
      }
    }
    return edits;
  }

  /// The same as [#explicit], but that what stands under the names of streams is shared: there may
  /// be thousands.
  ObjectNode editable() {
    return withDefaults(copyToEdit(json));
  }

  /// A copy that shares what stands under the names of streams.
  static ObjectNode copyToEdit(ObjectNode document) {
    return copy(document, streams -> JsonNodeFactory.instance.objectNode().setAll(streams));
  }

  private static ObjectNode copy(ObjectNode document, UnaryOperator<ObjectNode> streamsCopy) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : document.properties()) {
      boolean streams = member.getKey().equals(STREAMS);
      copy.set(
          member.getKey(),
          streams && member.getValue() instanceof ObjectNode byName
              ? streamsCopy.apply(byName)
              : member.getValue().deepCopy());
    }
    return copy;
  }

  /// A fresh copy of the document, in which streams and listeners stand even if they are those that
  /// hold by default, so that one can be added or taken away.
  public ObjectNode explicit() {
    return withDefaults(json.deepCopy());
  }

  private static ObjectNode withDefaults(ObjectNode full) {
    ObjectNode settings = full.withObjectProperty("config");
    if (!settings.has("protocols")) {
      settings.putArray("protocols").addAll(DocumentKeys.defaultProtocolsJson());
    }
    if (!full.has("streams")) {
      full.set("streams", DocumentKeys.defaultStreamsJson());
    }
    return full;
  }

  /// The document as text to be read by people; without the comments it was read with.
  public String text() {
    return json.toPrettyString() + "\n";
  }

  /// The rules of the document as JSON schema (draft 2020-12), as text for people.
  public static String schema() {
    return schemaJson().toPrettyString() + "\n";
  }

  /// The rules of the document as JSON schema (draft 2020-12).
  public static ObjectNode schemaJson() {
    ObjectNode schema =
        JsonNodeFactory.instance
            .objectNode()
            .put("$schema", "https://json-schema.org/draft/2020-12/schema")
            .put("title", "The configuration of Weir");
    return schema.setAll(DocumentKeys.document(CheckedStreams.NONE).schema());
  }
}
