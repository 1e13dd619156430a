package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// An IP address as it is written; never a host name, which could mean another address tomorrow.
record Address() implements Shape<String> {
  private static final Text TEXT = new Text(64);

  @Override
  public @Nullable String read(JsonNode node, Place place, Problems problems) {
    String text = TEXT.read(node, place, problems);
    if (text == null) {
      return null;
    }
    try {
      InetAddress.ofLiteral(text);
      return text;
    } catch (IllegalArgumentException _) {
      Shape.refuse(node, place, problems, "an IP address such as 0.0.0.0, 127.0.0.1 or ::1");
      return null;
    }
  }

  @Override
  public ObjectNode schema() {
    return TEXT.schema();
  }
}
