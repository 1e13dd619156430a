package dev.weir.launcher;

import dev.weir.control.EventLog;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/// The `weir` command; without a subcommand it serves.
@Command(
    name = "weir",
    description = "A streaming media server.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      ServeCommand.class,
      VersionCommand.class,
      ConfigCommand.class,
      InspectCommand.class,
      HelpCommand.class
    })
public final class Main {
  private static final int WARNINGS = 3;

  private Main() {}

  /// Runs one command and exits: 0 done, 1 failed, 2 used wrongly.
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    Logging.start(
        WARNINGS, new EventLog(1)); // Libraries must not chatter into what a command prints.
    return commands().execute(args.length == 0 ? new String[] {"serve"} : args);
  }

  static CommandLine commands() {
    return new CommandLine(new Main());
  }
}
