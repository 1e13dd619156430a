package dev.weir.token;

import dev.weir.config.StreamName;
import dev.weir.config.TokenKey.Rights;

/// What came of checking a token.
public sealed interface TokenResult {
  /// It was signed by somebody whose word counts, and holds now.
  ///
  /// @param subject the claim `sub`; empty for none
  /// @param rights that such tokens give
  /// @param untilUnixSeconds when it holds no more; [Long#MAX_VALUE] for never
  record Valid(String subject, Rights rights, long untilUnixSeconds) implements TokenResult {
    /// Whether it is about the stream `name`: it names none, that one, or one whose wildcard it is.
    public boolean isFor(StreamName name) {
      return rights.areFor(name) && (stream().isEmpty() || names(name));
    }

    /// The stream that it is for, as it was written; empty for one that names none.
    public String stream() {
      return rights.ofUsers() ? "" : subject;
    }

    private boolean names(StreamName name) {
      return StreamName.clean(stream())
          .filter(named -> named.equals(name) || named.full().equals(name.base()))
          .isPresent();
    }
  }

  /// It was, and does not hold.
  ///
  /// @param sentence why not, for the log
  /// @param secondsUntilValid for how long that is certain; [Long#MAX_VALUE] for ever
  record Invalid(String sentence, long secondsUntilValid) implements TokenResult {}

  /// Nobody whose word counts says anything about it, or it is no token at all.
  record Unknown() implements TokenResult {}
}
