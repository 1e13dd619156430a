package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.ConfigException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does the calls of a request, in the order of the list and not of the request.
///
/// A request is an object with any number of calls as members; members that are no calls are
/// ignored. What goes wrong with one call stands in `errors`, and the others are done. Any thread
/// that may block.
public final class Api {
  private static final Logger log = LoggerFactory.getLogger(Api.class);

  /// What an answer contains, asked or not, unless the request is minimal.
  private static final Set<String> ALWAYS = Set.of("config", "streams", "log");

  private final List<Call> calls;

  /// @param calls in the order in which they are done; each member once
  public Api(List<Call> calls) {
    this.calls = List.copyOf(calls);
    Set<String> members = calls.stream().map(Call::member).collect(Collectors.toSet());
    if (members.size() < calls.size()) {
      throw new IllegalArgumentException("two calls have the same name");
    }
  }

  /// All calls, in the order in which they are done.
  public List<Call> calls() {
    return calls;
  }

  /// Does what `request` asks.
  ///
  /// @param minimal whether only what is asked is answered, as for a request with `minimal`
  /// @return the answer, without what concerns the login
  public ObjectNode answer(ObjectNode request, Caller caller, boolean minimal) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("LTS", 1);
    Reply reply = new Reply(caller, json);
    for (Call call : calls) {
      if (request.has(call.member())) {
        run(call, request.get(call.member()), reply);
      }
    }
    if (!minimal && !request.has("minimal")) {
      for (Call call : calls) {
        if (ALWAYS.contains(call.member()) && !isWhole(json.path(call.member()))) {
          run(call, BooleanNode.TRUE, reply);
        }
      }
    }
    return json;
  }

  private static boolean isWhole(JsonNode answered) {
    return !answered.isMissingNode() && !answered.has("incomplete list");
  }

  private static void run(Call call, JsonNode value, Reply reply) {
    reply.call(call.member());
    if (!reply.caller().may(call.scope())) {
      String needed = call.scope().name().toLowerCase(Locale.ROOT);
      reply.error("", "", "needs a token of scope " + needed);
      return;
    }
    try {
      call.handler().call(value, reply);
    } catch (CallException e) {
      reply.error(e);
    } catch (ConfigException e) {
      reply.error(e);
    } catch (IOException e) {
      reply.error("", "", "could not be done: " + e.getMessage());
    } catch (RuntimeException e) { // a bug of ours; the other calls are still done
      log.error("API call {} failed", call.member(), e);
      reply.error("", "", "this is our fault, and it is in the log");
    }
  }
}
