package dev.weir.control;

import java.util.regex.Pattern;

/// Takes passwords out of addresses before somebody sees them who may only look.
final class Secrets {
  private static final Pattern PUSH = Pattern.compile("(push://[^@]*)@.*");
  private static final Pattern USER = Pattern.compile("(//[^/@:]*):[^/@]*@");
  private static final Pattern QUERY =
      Pattern.compile("([?&](?:pass|passphrase|password|secret|token|tkn|jwt|key)=)[^&]*");

  private Secrets() {}

  /// The address with `…` for what is secret in it.
  static String hidden(String address) {
    String bare = PUSH.matcher(address).replaceAll("$1@…");
    return QUERY.matcher(USER.matcher(bare).replaceAll("$1:…@")).replaceAll("$1…");
  }
}
