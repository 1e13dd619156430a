package dev.weir.launcher;

import dev.weir.config.ConfigException;
import dev.weir.config.ConfigStore;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks once a second whether somebody edited the configuration file, on a virtual thread.
final class ConfigWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConfigWatch.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int RETRY_ROUNDS = 10;

  private final ConfigStore store;
  private final Listeners listeners;
  private final Thread thread;

  /// @param listeners of which those that failed are tried again every ten seconds
  ConfigWatch(ConfigStore store, Listeners listeners) {
    this.store = store;
    this.listeners = listeners;
    this.thread = Thread.ofVirtual().name("weir-config").start(this::watch);
  }

  private void watch() {
    try {
      for (int round = 1; ; round++) {
        Thread.sleep(PAUSE);
        look();
        if (round % RETRY_ROUNDS == 0) {
          listeners.retry();
        }
      }
    } catch (InterruptedException _) {
      // The server stops.
    }
  }

  /// Reads the file now, edited or not, as an operator asks.
  void read() {
    try {
      boolean changed = store.reload();
      log.info("SIGHUP: the configuration {}", changed ? "was read again" : "is the same");
    } catch (ConfigException e) {
      log.error("SIGHUP: the configuration cannot be used; nothing changes. {}", e.getMessage());
    }
  }

  private void look() {
    try {
      if (store.refresh()) {
        log.info("The configuration file was edited; its changes are applied");
      }
    } catch (ConfigException e) {
      log.error(
          "The configuration file was edited and cannot be used; nothing changes. {}",
          e.getMessage());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
