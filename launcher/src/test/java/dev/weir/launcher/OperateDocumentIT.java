package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does what docs/operate.md says, as an operator would: one shell, one directory, real programs.
///
/// A block `sh` is run, and has to print what the block `text` behind it says; one with the name of
/// a file becomes that file. Ports become free ones, so that nothing else on the machine is met.
class OperateDocumentIT {
  private static final Path PAGE = Path.of("..", "docs", "operate.md");
  private static final Duration LIMIT = Duration.ofSeconds(150);
  private static final List<String> PORTS = List.of("8080", "1935", "4242", "8000", "8443", "8088");
  private static final Pattern BLOCK =
      Pattern.compile("```(\\w+) ?([\\w.]*)\n(.*?)```\n", Pattern.DOTALL);
  private static final String MARK = "--- block ";

  @TempDir private Path directory;

  private final Map<String, String> ports = new LinkedHashMap<>();
  private final List<String> commands = new ArrayList<>();
  private final Map<Integer, String> outputs = new LinkedHashMap<>(); // by index of the command

  @Test
  void everyStepPrintsWhatThePageSays() throws Exception {
    for (String port : PORTS) {
      ports.put(port, freePort());
    }
    readPage();
    writeWeir();
    Files.writeString(directory.resolve("steps.sh"), script());
    try (ChildProcess shell = ChildProcess.start(directory, List.of("bash", "steps.sh"))) {
      int code = shell.awaitEnd(LIMIT);
      assertThat(shell.log()).isEmpty();
      assertThat(code).as("%s", shell.output()).isZero();
      String[] printed = String.join("\n", shell.output()).concat("\n").split(MARK + "\\d+\n", -1);
      outputs.forEach((index, expected) ->
          assertThat(packed(printed[index + 1]))
              .as(commands.get(index))
              .matches(pattern(packed(expected))));
    }
    assertThat(commands).hasSizeGreaterThan(8);
  }

  private void readPage() throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(PAGE));
    while (block.find()) {
      String text = withPorts(block.group(3));
      if (!block.group(2).isEmpty()) {
        Files.writeString(directory.resolve(block.group(2)), text);
      } else if (block.group(1).equals("sh")) {
        commands.add(text);
      } else if (block.group(1).equals("text")) {
        outputs.put(commands.size() - 1, text);
      }
    }
  }

  private String withPorts(String text) {
    String changed = text;
    for (Map.Entry<String, String> port : ports.entrySet()) {
      changed = changed.replaceAll("\\b" + port.getKey() + "\\b", port.getValue());
    }
    return changed;
  }

  private String script() {
    StringBuilder script = new StringBuilder("set -e\ntrap 'kill $(jobs -p)' EXIT\n");
    for (int i = 0; i < commands.size(); i++) {
      script.append("echo '").append(MARK).append(i).append("'\n").append(commands.get(i));
    }
    return script.append("kill -TERM %1\nwait %1 || true\n").toString();
  }

  /// The program that operators start, from what is compiled.
  private void writeWeir() throws IOException {
    Path weir = directory.resolve("weir");
    Files.writeString(
        weir,
        """
        #!/bin/sh
        exec '%s/bin/java' --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED \\
          --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \\
          -cp '%s' %s "$@" 2>&1
        """
            .formatted(
                System.getProperty("java.home"),
                System.getProperty("java.class.path"),
                Main.class.getName()));
    Files.setPosixFilePermissions(weir, PosixFilePermissions.fromString("rwx------"));
  }

  /// Without empty lines: answers of the API end with one.
  private static String packed(String text) {
    return text.strip().replaceAll("\n+", "\n");
  }

  /// What is printed, where `…` stands for anything.
  private static String pattern(String expected) {
    return List.of(expected.split("…", -1)).stream()
        .map(Pattern::quote)
        .collect(Collectors.joining("(?s:.*)"));
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Integer.toString(socket.getLocalPort());
    }
  }
}
