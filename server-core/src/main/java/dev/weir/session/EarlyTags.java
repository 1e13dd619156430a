package dev.weir.session;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// Tags of sessions that have not begun yet: a handler of `USER_NEW` knows the id before there is a
/// session. They wait a minute. Any thread.
final class EarlyTags {
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int MAX_SESSIONS = 10_000;

  private final ConcurrentMap<String, Waiting> byId = new ConcurrentHashMap<>();

  private record Waiting(List<String> tags, long sinceNanos) {}

  /// Keeps `tag` for the session `id`; one too many is not kept.
  void add(String id, String tag, long nowNanos) {
    if (byId.size() < MAX_SESSIONS) {
      List<String> tags =
          byId.computeIfAbsent(id, _ -> new Waiting(new CopyOnWriteArrayList<>(), nowNanos)).tags;
      if (tags.size() < Session.MAX_TAGS) {
        tags.add(tag);
      }
    }
  }

  /// The tags of the session `id`, which are not kept any more.
  List<String> take(String id) {
    Waiting waiting = byId.remove(id);
    return waiting == null ? List.of() : waiting.tags;
  }

  /// Lets go of those that waited too long.
  void forget(long nowNanos) {
    byId.values().removeIf(waiting -> nowNanos - waiting.sinceNanos > WAIT_NANOS);
  }
}
