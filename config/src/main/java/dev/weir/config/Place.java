package dev.weir.config;

import java.util.regex.Pattern;

/// Where in the document a value stands, as people write it: `config.protocols[1].port`.
record Place(String text) {
  static final Place ROOT = new Place("");

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_+-]*");

  Place key(String name) {
    if (!PLAIN.matcher(name).matches()) {
      return new Place(text + "[\"" + Printable.of(name) + "\"]");
    }
    return new Place(text.isEmpty() ? name : text + "." + name);
  }

  Place index(int index) {
    return new Place(text + "[" + index + "]");
  }

  @Override
  public String toString() {
    return text.isEmpty() ? "the document" : text;
  }
}
