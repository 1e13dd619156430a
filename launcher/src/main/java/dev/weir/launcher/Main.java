package dev.weir.launcher;

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
  private Main() {}

  /// Runs one command and exits: 0 done, 1 failed, 2 used wrongly.
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return new CommandLine(new Main()).execute(args.length == 0 ? new String[] {"serve"} : args);
  }
}
