package dev.weir.launcher;

import dev.weir.config.ConfigDocument;
import dev.weir.config.ConfigException;
import dev.weir.config.ConfigStore;
import dev.weir.control.EventLog;
import dev.weir.net.Transport;
import java.io.IOException;

/// Whole servers for tests.
final class Servers {
  private static final Ports ANY = new Ports(0, 0, 0);

  private Servers() {}

  /// A server of defaults, on ports that the system chooses.
  static Server withDefaults() throws IOException {
    return Server.start(store("{}"), Transport.Kind.AUTO, ANY, new EventLog(100));
  }

  /// A server with this document, whose ports hold but for the API's.
  static Server with(String document, Transport.Kind kind) throws IOException {
    return Server.start(store(document), kind, new Ports(null, null, 0), new EventLog(100));
  }

  static ConfigStore store(String document) {
    try {
      return ConfigStore.inMemory(ConfigDocument.parse(document));
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }
}
