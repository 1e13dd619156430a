package dev.weir.trigger;

import dev.weir.config.Trigger;

/// One call of a handler, as it is remembered for a while. What was told is not: there may be
/// secrets in it.
///
/// @param trigger what happened
/// @param stream that it was about; empty for none
/// @param handler without what may be secret in it
/// @param unixMillis when it happened
/// @param tookMillis until the answer, with all attempts
/// @param answered whether there was one; if not, the default held
/// @param answer its beginning
public record RecentCall(
    Trigger trigger,
    String stream,
    String handler,
    long unixMillis,
    long tookMillis,
    boolean answered,
    String answer) {}
