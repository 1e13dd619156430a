package dev.weir.source;

import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.config.Variables;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Puts the name of a stream where its source says `$stream`, `$basename`, `$wildcard` or
/// `$pluswildcard`. The wildcard is as hostile as whoever wrote it: in a URL it is percent-encoded,
/// for a program it stays one argument and cannot begin one.
public final class SourceNames {
  private static final String PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

  private SourceNames() {}

  /// The source of the stream of this name; empty if the name may not be put into it.
  public static Optional<StreamSource> fill(StreamSource source, StreamName name) {
    return switch (source) {
      case StreamSource.Rtmp(String url) -> url(url, name).map(StreamSource.Rtmp::new);
      case StreamSource.Http(String url, StreamSource.Http.Body body, int program) ->
          url(url, name).map(filled -> new StreamSource.Http(filled, body, program));
      case StreamSource.HttpFile(String url) -> url(url, name).map(StreamSource.HttpFile::new);
      case StreamSource.Hls(String location) when !location.startsWith("/") ->
          url(location, name).map(StreamSource.Hls::new);
      case StreamSource.Hls hls ->
          FilePlace.find(name, new StreamSource.File(hls.location()))
              .map(file -> new StreamSource.Hls(file.toString()));
      case StreamSource.Program(StreamSource.Program.Output output, List<String> command) ->
          command(command, name).map(filled -> new StreamSource.Program(output, filled));
      default -> Optional.of(source);
    };
  }

  private static Optional<String> url(String template, StreamName name) {
    if (template.indexOf('$') < 0) {
      return Optional.of(template);
    }
    boolean missing = name.wildcard().isEmpty() && template.contains("wildcard");
    boolean safe = name.wildcard().isEmpty() || FilePlace.isSafe(name.wildcard());
    return missing || !safe
        ? Optional.empty()
        : Optional.of(expand(template, name, SourceNames::encoded));
  }

  private static Optional<List<String>> command(List<String> words, StreamName name) {
    List<String> filled = new ArrayList<>();
    for (String word : words) {
      String expanded = expand(word, name, UnaryOperator.identity());
      // What would be an option was not written by the operator.
      if (expanded.startsWith("-") && !word.startsWith("-")) {
        return Optional.empty();
      }
      filled.add(expanded);
    }
    return Optional.of(filled);
  }

  private static String expand(String template, StreamName name, UnaryOperator<String> form) {
    return Variables.expand(
        template,
        variable -> {
          String value = name.variable(variable);
          return value == null ? null : form.apply(value);
        });
  }

  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b > 0 && PLAIN.indexOf(b) >= 0) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return encoded.toString();
  }
}
