package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.config.ApiConfig.Scope;
import dev.weir.config.ConfigException;
import java.io.IOException;

/// One call of the API: a member that a request may have, and what it does.
///
/// @param member its name in a request
/// @param scope what a caller needs for it
/// @param request what its value may be
/// @param meaning what it does and answers, for people
/// @param handler does it
public record Call(String member, Scope scope, Request request, String meaning, Handler handler) {

  /// Does a call. Runs on a thread that may block.
  @FunctionalInterface
  public interface Handler {
    /// Does what `request` asks and answers into `reply`.
    ///
    /// @throws CallException if the request makes no sense
    /// @throws ConfigException if the configuration would be wrong afterwards
    /// @throws IOException if a disk or a process refuses, in a plain sentence
    void call(JsonNode request, Reply reply) throws CallException, ConfigException, IOException;
  }

  /// A call that shows something.
  public static Call read(String member, Request request, String meaning, Handler handler) {
    return new Call(member, Scope.READ, request, meaning, handler);
  }

  /// A call that steers streams or sessions.
  public static Call control(String member, Request request, String meaning, Handler handler) {
    return new Call(member, Scope.CONTROL, request, meaning, handler);
  }

  /// A call for those who may do everything.
  public static Call admin(String member, Request request, String meaning, Handler handler) {
    return new Call(member, Scope.ADMIN, request, meaning, handler);
  }
}
