package dev.weir.session;

/// The answer to a [VisitRequest]. Sentences are for the visitor.
public sealed interface Admission {
  /// He may come in.
  record Granted(Visit visit) implements Admission {}

  /// He may not.
  record Refused(String sentence) implements Admission {}
}
