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

/// A configuration as it was written, foreign keys and all, with what it means.
///
/// Immutable and valid: whoever holds one can use it.
public final class ConfigDocument {
  /// The longest document, in characters.
  public static final int LONGEST = 4 << 20;

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
      throw ConfigException.of(where(e), Printable.sentence(e.getOriginalMessage()));
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
    Problems problems = new Problems();
    WeirConfig config = DocumentKeys.DOCUMENT.read(json, Place.ROOT, problems);
    problems.throwIfAny();
    if (config == null) {
      throw new IllegalStateException("a document was refused without a reason");
    }
    return new ConfigDocument(json.deepCopy(), config);
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

  /// A fresh copy of the document.
  public ObjectNode json() {
    return json.deepCopy();
  }

  /// A fresh copy of the document, in which streams and listeners stand even if they are those that
  /// hold by default, so that one can be added or taken away.
  public ObjectNode explicit() {
    ObjectNode full = json.deepCopy();
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
    return schema.setAll(DocumentKeys.DOCUMENT.schema());
  }
}
