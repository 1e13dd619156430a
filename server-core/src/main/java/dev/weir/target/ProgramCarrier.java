package dev.weir.target;

import dev.weir.config.CommandLine;
import dev.weir.config.ExternalWriter;
import dev.weir.config.WeirConfig;
import dev.weir.feed.FeedFormat;
import dev.weir.feed.ProgressiveFormat;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Pipes a stream into a program: `ts-exec:PROGRAM ARGUMENTS` where the configuration allows that,
/// and URLs for which an external writer is configured. No shell is involved.
final class ProgramCarrier implements Carrier {
  private static final Map<String, ProgressiveFormat> FORMATS =
      Map.of("ts-exec", ProgressiveFormat.TS, "mkv-exec", ProgressiveFormat.MKV);

  private static final int MOST_LINES = 1000; // of what a program says, that are passed on
  private static final int LONGEST_LINE = 500;

  private final Supplier<WeirConfig> config;

  /// @param config as it is now
  ProgramCarrier(Supplier<WeirConfig> config) {
    this.config = config;
  }

  @Override
  public boolean takes(Target target) {
    return FORMATS.containsKey(target.scheme()) || writer(target).isPresent();
  }

  private Optional<ExternalWriter> writer(Target target) {
    return config.get().push().writers().stream()
        .filter(writer ->
            writer.protocols().stream().anyMatch(p -> p.equalsIgnoreCase(target.scheme())))
        .findFirst();
  }

  private static Optional<ProgressiveFormat> format(Target target) {
    return Optional.ofNullable(FORMATS.getOrDefault(target.scheme(), target.format()));
  }

  @Override
  public String connector(Target target) {
    return format(target).map(ProgressiveFormat::connector).orElse("EXEC");
  }

  @Override
  public boolean writesFiles() {
    return false;
  }

  @Override
  public CloseReason carry(Delivery delivery) throws InterruptedException {
    Target target = delivery.target();
    Optional<ProgressiveFormat> format = format(target);
    if (format.isEmpty()) {
      return new CloseReason(Code.UNSUPPORTED, "the target's name has no ending of a format");
    }
    return delivery.in(format.get(), chosen -> run(delivery, chosen));
  }

  private CloseReason run(Delivery delivery, FeedFormat chosen)
      throws IOException, InterruptedException {
    try (MuxedDelivery muxed = delivery.muxed(chosen)) {
      Process process =
          new ProcessBuilder(command(delivery))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      Thread.ofVirtual().name("weir-push-program").start(() -> listen(process, delivery));
      ProgramOutlet outlet = new ProgramOutlet(process);
      delivery.onStuck(outlet::abandon);
      return muxed.into(chosen, outlet);
    }
  }

  /// The program and its arguments. Variables are expanded in each argument for itself, so that no
  /// value can become two.
  private List<String> command(Delivery delivery) throws IOException {
    Target target = delivery.target();
    Optional<ExternalWriter> writer = writer(target);
    if (writer.isPresent()) {
      List<String> words = new ArrayList<>(writer.get().command());
      words.add(delivery.expanded().place());
      return words;
    }
    String line = target.place().substring(target.scheme().length() + 1);
    List<String> words =
        CommandLine.split(line)
            .orElseThrow(() -> new IOException("there is no command in " + target.scheme() + ":"));
    if (!config.get().mayRun(words.getFirst())) {
      throw new IOException("config.programs does not allow to run " + words.getFirst());
    }
    return words.stream().map(delivery.variables()::expand).toList();
  }

  /// Shows the operator what the program complains about.
  private static void listen(Process process, Delivery delivery) {
    try (BufferedReader errors =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      int lines = 0;
      for (String line = read(errors); line != null; line = read(errors)) {
        if (lines++ < MOST_LINES && !line.isBlank()) {
          delivery.note(line);
        }
      }
    } catch (IOException _) {
      // It has ended.
    }
  }

  /// A line, cut off where it gets too long; null at the end.
  private static @Nullable String read(BufferedReader in) throws IOException {
    StringBuilder line = new StringBuilder();
    int c;
    while ((c = in.read()) >= 0 && c != '\n') {
      if (line.length() < LONGEST_LINE && !Character.isISOControl(c)) {
        line.append((char) c);
      }
    }
    return c < 0 && line.isEmpty() ? null : line.toString();
  }
}
