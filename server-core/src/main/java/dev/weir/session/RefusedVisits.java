package dev.weir.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Who was turned away lately, and for how long that holds; the oldest go when there are too many.
/// Any thread.
final class RefusedVisits {
  private static final int MAX = 50_000;

  private final Map<SessionKey, Long> until =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.@Nullable Entry<SessionKey, Long> eldest) {
          return size() > MAX;
        }
      };

  synchronized void add(SessionKey key, long untilNanos) {
    until.remove(key); // so that it becomes the newest
    until.put(key, untilNanos);
  }

  synchronized boolean contains(SessionKey key, long nowNanos) {
    Long end = until.get(key);
    if (end == null || nowNanos - end < 0) {
      return end != null;
    }
    until.remove(key);
    return false;
  }

  synchronized void forget(Predicate<SessionKey> which) {
    until.keySet().removeIf(which);
  }

  synchronized int size() {
    return until.size();
  }
}
