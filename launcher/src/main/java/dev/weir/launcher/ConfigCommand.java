package dev.weir.launcher;

import dev.weir.config.ConfigException;
import dev.weir.config.ConfigFile;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `weir config check FILE`
@Command(
    name = "config",
    description = "Works with configuration files.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(
      name = "check",
      description = "Says everything that is wrong with a configuration file, or that it is fine.",
      mixinStandardHelpOptions = true)
  int check(@Parameters(paramLabel = "FILE", description = "the document") Path file) {
    try {
      int streams = new ConfigFile(file).load().config().streams().size();
      spec.commandLine().getOut().println(file + " is fine: " + streams + " streams");
      return 0;
    } catch (ConfigException e) {
      spec.commandLine().getErr().println(file + " cannot be used:");
      e.problems().forEach(problem -> spec.commandLine().getErr().println("  " + problem));
      return 1;
    }
  }
}
