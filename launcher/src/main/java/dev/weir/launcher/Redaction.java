package dev.weir.launcher;

import java.util.regex.Pattern;

/// Takes secrets out of what is logged, whoever logs it: passwords in URLs, tokens and checksums in
/// their variables, credentials in headers.
final class Redaction {
  private static final String HIDDEN = "…";
  private static final Pattern USER_INFO = Pattern.compile("(://[^/\\s:@]*):[^/\\s@]+@");
  private static final Pattern VARIABLE =
      Pattern.compile(
          "(?i)([?&;](?:tkn|token|jwt|hash|sid|sessid|pass|password|key|secret|sig|signature)=)"
              + "[^&\\s\"'<>]+");
  private static final Pattern BEARER = Pattern.compile("(?i)(\\bBearer\\s+)\\S+");

  private Redaction() {}

  static String of(String message) {
    if (message.indexOf('=') < 0 && message.indexOf('@') < 0 && message.indexOf("earer") < 0) {
      return message;
    }
    String text = USER_INFO.matcher(message).replaceAll("$1:" + HIDDEN + "@");
    text = VARIABLE.matcher(text).replaceAll("$1" + HIDDEN);
    return BEARER.matcher(text).replaceAll("$1" + HIDDEN);
  }
}
