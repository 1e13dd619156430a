package dev.weir.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/// Where the media of a stream comes from.
public sealed interface StreamSource {
  /// Reads a source as the document writes it; empty if it is none that can be opened.
  static Optional<StreamSource> parse(String text) {
    return Optional.ofNullable(
        new SourceText().read(JsonNodeFactory.instance.textNode(text), Place.ROOT, new Problems()));
  }

  /// A publisher connects to us: `push://`, `push://10.0.0.0/8`, `push://@password`, or both.
  ///
  /// @param from the addresses that need no password; `push://` alone means all of them
  /// @param password what lets in a publisher from anywhere; empty for none
  record Push(List<AddressRange> from, String password) implements StreamSource {
    /// Copies the list.
    public Push {
      from = List.copyOf(from);
    }

    /// Whether a publisher at `address` who gave `password` (empty for none) may publish.
    public boolean allows(InetAddress address, String given) {
      return (!password.isEmpty() && same(password, given))
          || from.stream().anyMatch(range -> range.contains(address));
    }

    // In a time that does not depend on how many characters were right.
    private static boolean same(String a, String b) {
      return MessageDigest.isEqual(
          a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    /// Without the password, so that it may be logged.
    @Override
    public String toString() {
      return "push://" + from + (password.isEmpty() ? "" : "@…");
    }
  }

  /// The clip that comes with the server, played as live, over and over: `demo:`.
  record Demo() implements StreamSource {
    @Override
    public String toString() {
      return "demo:";
    }
  }
}
