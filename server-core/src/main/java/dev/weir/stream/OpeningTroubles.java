package dev.weir.stream;

import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.config.WeirConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Why files could not be opened when they were last asked for, for operators. Of streams with a
/// wildcard, and of folders, nothing is noted: their names are chosen by whoever views. Any thread.
final class OpeningTroubles {
  private static final int MOST = 1024;

  private final Map<StreamName, String> sentences = // guarded by itself
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<StreamName, String> eldest) {
          return size() > MOST;
        }
      };

  /// Notes what came of an opening.
  void note(StreamName name, StreamSource source, OpenResult opened) {
    if (!name.wildcard().isEmpty() || source instanceof StreamSource.Folder) {
      return;
    }
    synchronized (sentences) {
      if (opened instanceof OpenResult.Offline(_, String sentence)) {
        sentences.put(name, sentence);
      } else {
        sentences.remove(name);
      }
    }
  }

  /// A sentence; empty if nothing was wrong.
  Optional<String> of(StreamName name) {
    synchronized (sentences) {
      return Optional.ofNullable(sentences.get(name));
    }
  }

  /// Forgets what was said of streams that are other ones now.
  void follow(WeirConfig before, WeirConfig after) {
    synchronized (sentences) {
      sentences
          .keySet()
          .removeIf(name ->
              !Objects.equals(before.streams().get(name.base()), after.streams().get(name.base())));
    }
  }
}
