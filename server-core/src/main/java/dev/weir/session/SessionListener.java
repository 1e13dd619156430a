package dev.weir.session;

/// Hears of sessions. Called on the thread that counts them, so it makes a note and returns.
public interface SessionListener {
  /// A session has ended.
  void ended(SessionFacts session);
}
