package dev.weir.launcher;

import picocli.CommandLine.IVersionProvider;

/// Which Weir this is, as its jar says.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {text(), "Java " + Runtime.version()};
  }

  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return "Weir " + (version == null ? "(not from a jar)" : version);
  }
}
