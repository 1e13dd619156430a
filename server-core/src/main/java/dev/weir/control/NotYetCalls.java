package dev.weir.control;

import java.util.ArrayList;
import java.util.List;

/// The calls of MistServer that this server knows by name only: each answers that it is not there
/// yet, so that nobody takes silence for success.
public final class NotYetCalls {
  private NotYetCalls() {}

  /// All of them.
  ///
  /// @param members their names
  public static List<Call> of(String... members) {
    List<Call> calls = new ArrayList<>();
    for (String member : members) {
      calls.add(
          Call.read(
              member,
              Request.ANY,
              "not supported yet",
              (_, _) -> {
                throw new CallException("", "", "not supported yet");
              }));
    }
    return calls;
  }
}
