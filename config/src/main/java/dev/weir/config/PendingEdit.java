package dev.weir.config;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// An edit that waits to be saved. One thread does it, another waits for what comes of it.
final class PendingEdit {
  private final ConfigStore.Edit edit;
  private final CompletableFuture<Boolean> saved = new CompletableFuture<>();
  private boolean changes; // what the edit did when it was last applied

  PendingEdit(ConfigStore.Edit edit) {
    this.edit = edit;
  }

  ConfigStore.Edit edit() {
    return edit;
  }

  /// The edit was applied to a document that is not saved yet.
  void applied(boolean changedIt) {
    changes = changedIt;
  }

  /// The document is saved.
  void succeed() {
    saved.complete(changes);
  }

  /// Nothing has changed.
  void fail(Exception e) {
    saved.completeExceptionally(e);
  }

  /// Waits until it is saved, and says whether it changed anything.
  boolean await() throws ConfigException, IOException {
    try {
      return saved.join();
    } catch (CompletionException failure) {
      switch (failure.getCause()) {
        case ConfigException e -> throw e;
        case IOException e -> throw new IOException(e.getMessage(), e); // several may be told
        case RuntimeException e -> throw e;
        case null, default -> throw failure;
      }
    }
  }
}
