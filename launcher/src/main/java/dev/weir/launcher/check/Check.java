package dev.weir.launcher.check;

/// Looks at presentations of one protocol.
interface Check {

  /// Checks the presentation that `first` is the manifest of.
  ///
  /// @param followMillis how long a live one is followed
  void check(Web.Reply first, long followMillis);
}
