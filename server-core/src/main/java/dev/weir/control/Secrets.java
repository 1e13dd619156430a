package dev.weir.control;

import dev.weir.target.Target;
import java.util.regex.Pattern;

/// Takes passwords out of addresses before somebody sees them who may only look.
final class Secrets {
  private static final Pattern PUSH = Pattern.compile("(push://[^@]*)@.*");
  private static final Pattern USER = Pattern.compile("(//[^/@:]*):[^/@]*@");
  private static final Pattern QUERY =
      Pattern.compile("([?&](?:pass|passphrase|password|secret|token|tkn|jwt|key)=)[^&]*");

  private Secrets() {}

  /// The target of a push without what may be secret in it.
  static String ofTarget(String written) {
    try {
      return Target.parse(written).shown();
    } catch (IllegalArgumentException _) {
      return "…"; // it says itself that it makes no sense
    }
  }

  /// The address with `…` for what is secret in it.
  static String hidden(String address) {
    String bare = PUSH.matcher(address).replaceAll("$1@…");
    return QUERY.matcher(USER.matcher(bare).replaceAll("$1:…@")).replaceAll("$1…");
  }
}
