package dev.weir.playlist;

import dev.weir.media.MalformedMediaException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

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

  /// The element at the root of a document, whose encoding the document says.
  ///
  /// @throws MalformedMediaException if it is no well-formed document of the kind that is taken
  public static XmlElement parse(byte[] document) {
    if (document.length > MAX_BYTES) {
      throw new MalformedMediaException(
          "XML: %d bytes are over the limit of %d".formatted(document.length, MAX_BYTES));
    }
    Reading reading = new Reading();
    try {
      SAXParserFactory factory = SAXParserFactory.newDefaultNSInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.newSAXParser().parse(new ByteArrayInputStream(document), reading);
    } catch (ParserConfigurationException e) {
      throw new AssertionError("the JDK's own parser", e);
    } catch (SAXException | IOException e) {
      throw reading.refused(String.valueOf(e.getMessage()));
    }
    return reading.root();
  }

  /// Makes elements of what the parser finds. It is its error handler, too: the parser of the JDK
  /// prints faults where there is none.
  private static final class Reading extends DefaultHandler {
    /// An element whose end is still to come.
    private record Open(
        String name,
        Map<String, String> attributes,
        List<XmlElement> children,
        StringBuilder text,
        int line) {}

    private final Deque<Open> open = new ArrayDeque<>();
    private int elements;
    private @Nullable XmlElement root;
    private @Nullable Locator locator;

    @Override
    public void setDocumentLocator(Locator newLocator) {
      locator = newLocator;
    }

    @Override
    public void startElement(String uri, String name, String qualified, Attributes found) {
      if (++elements > MAX_ELEMENTS || open.size() == MAX_DEPTH) {
        throw refused("over the limits of elements or of their depth");
      }
      if (found.getLength() > MAX_ATTRIBUTES) {
        throw refused("over the limit of " + MAX_ATTRIBUTES + " attributes");
      }
      Map<String, String> attributes = new LinkedHashMap<>();
      for (int i = 0; i < found.getLength(); i++) {
        attributes.put(found.getLocalName(i), found.getValue(i));
      }
      open.push(new Open(name, attributes, new ArrayList<>(), new StringBuilder(), line()));
    }

    @Override
    public void characters(char[] text, int start, int length) {
      open.element().text.append(text, start, length);
    }

    @Override
    public void endElement(String uri, String name, String qualified) {
      Open ended = open.pop();
      XmlElement element =
          new XmlElement(
              ended.name,
              ended.attributes,
              ended.children,
              ended.text.toString().strip(),
              ended.line);
      if (open.isEmpty()) {
        root = element;
      } else {
        open.element().children.add(element);
      }
    }

    private int line() {
      return locator == null ? 0 : Math.max(0, locator.getLineNumber());
    }

    MalformedMediaException refused(String what) {
      return new MalformedMediaException("XML, line %d: %s".formatted(line(), what));
    }

    /// Well-formed documents have one.
    XmlElement root() {
      return Objects.requireNonNull(root);
    }
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
