package dev.weir.playlist;

import dev.weir.media.MalformedMediaException;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.MissingResourceException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// An element of an XML manifest, read so that a document can do nothing but be read: neither a
/// document type nor entities beyond the five of XML itself are taken, nothing is fetched, and
/// size, depth and number of elements have limits.
///
/// @param name without the prefix of its namespace
/// @param attributes by name without prefix, in their order
/// @param children the elements in it
/// @param text of its own, without white space around it
/// @param line where it starts, from 1
public record XmlElement(
    String name, Map<String, String> attributes, List<XmlElement> children, String text, int line) {
  private static final int MAX_BYTES = 16 << 20;
  private static final int MAX_ELEMENTS = 500_000;
  private static final int MAX_DEPTH = 32;
  private static final int MAX_ATTRIBUTES = 64;

  /// An element whose end is still to come.
  private record Open(
      String name,
      Map<String, String> attributes,
      List<XmlElement> children,
      StringBuilder text,
      int line) {}

  /// The element at the root of a document, whose encoding the document says.
  ///
  /// @throws MalformedMediaException if it is no well-formed document of the kind that is taken
  public static XmlElement parse(byte[] document) {
    if (document.length > MAX_BYTES) {
      throw new MalformedMediaException(
          "XML: %d bytes are over the limit of %d".formatted(document.length, MAX_BYTES));
    }
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setXMLResolver((_, _, _, _) -> new ByteArrayInputStream(new byte[0]));
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
      try {
        return read(reader);
      } finally {
        reader.close();
      }
    } catch (MissingResourceException _) { // the JDK lacks the words for some faults of these
      throw new MalformedMediaException("XML: a document type");
    } catch (XMLStreamException e) {
      throw new MalformedMediaException(
          "XML, line %d: %s"
              .formatted(e.getLocation() == null ? 0 : e.getLocation().getLineNumber(), reason(e)));
    }
  }

  private static String reason(XMLStreamException e) {
    String message = String.valueOf(e.getMessage());
    return message.substring(message.lastIndexOf('\n') + 1);
  }

  private static XmlElement read(XMLStreamReader reader) throws XMLStreamException {
    Deque<Open> open = new ArrayDeque<>();
    int elements = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (++elements > MAX_ELEMENTS || open.size() == MAX_DEPTH) {
            throw refused(reader, "over the limits of elements or of their depth");
          }
          open.push(begin(reader));
        }
        case XMLStreamConstants.END_ELEMENT -> {
          Open ended = open.pop();
          XmlElement element =
              new XmlElement(
                  ended.name,
                  ended.attributes,
                  ended.children,
                  ended.text.toString().strip(),
                  ended.line);
          if (open.isEmpty()) {
            return element;
          }
          open.element().children.add(element);
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (!open.isEmpty()) {
            open.element().text.append(reader.getText());
          }
        }
        case XMLStreamConstants.DTD -> throw refused(reader, "a document type");
        case XMLStreamConstants.ENTITY_REFERENCE -> throw refused(reader, "an entity");
        default -> {}
      }
    }
    throw refused(reader, "no element at all");
  }

  private static MalformedMediaException refused(XMLStreamReader reader, String what) {
    return new MalformedMediaException(
        "XML, line %d: %s".formatted(reader.getLocation().getLineNumber(), what));
  }

  private static Open begin(XMLStreamReader reader) {
    if (reader.getAttributeCount() > MAX_ATTRIBUTES) {
      throw refused(reader, "over the limit of " + MAX_ATTRIBUTES + " attributes");
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
    }
    return new Open(
        reader.getLocalName(),
        attributes,
        new ArrayList<>(),
        new StringBuilder(),
        reader.getLocation().getLineNumber());
  }

  /// The value of an attribute, or null.
  public @Nullable String attribute(String attribute) {
    return attributes.get(attribute);
  }

  /// A whole number, or `otherwise` if there is no such attribute.
  ///
  /// @throws MalformedMediaException if it is something else
  public long number(String attribute, long otherwise) {
    String value = attributes.get(attribute);
    if (value == null) {
      return otherwise;
    }
    try {
      return Long.parseLong(value.strip());
    } catch (NumberFormatException _) {
      String shown = value.substring(0, Math.min(value.length(), 40));
      throw new MalformedMediaException(
          "XML, line %d: %s of %s is \"%s\", allowed are whole numbers of 64 bits"
              .formatted(line, attribute, name, shown));
    }
  }

  /// The elements of this name in it.
  public List<XmlElement> all(String child) {
    return children.stream().filter(element -> element.name().equals(child)).toList();
  }

  /// The first element of this name in it, or null.
  public @Nullable XmlElement first(String child) {
    for (XmlElement element : children) {
      if (element.name().equals(child)) {
        return element;
      }
    }
    return null;
  }

  /// Where it is, for messages.
  public String where() {
    String id = attributes.get("id");
    return "line %d, %s%s".formatted(line, name, id == null ? "" : " " + id);
  }
}
