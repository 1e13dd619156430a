package dev.weir.launcher.check;

/// A rule of a standard; its kinds are enumerations, one for each standard.
interface Rule {

  /// The standard's short name and the clause, with a letter where one clause has several rules.
  String id();

  /// What holds in a presentation that keeps it.
  String says();
}
