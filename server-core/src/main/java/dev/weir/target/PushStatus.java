package dev.weir.target;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/// A push at one moment.
///
/// @param id tells it from others of this run of the server
/// @param stream its full name
/// @param target as it was asked for
/// @param usedTarget with values in the place of variables, or the newest file
/// @param state where it is in its life
/// @param reason why it last failed; empty if it did not
/// @param retryMillis until the next try; 0 if none is waited for
/// @param tries how often it was begun
/// @param activeMillis since the present try began to deliver
/// @param bytes that the present try delivered
/// @param mediaMillis the media time that it has reached
/// @param deliveredMillis media that the present try delivered
/// @param latencyMillis how far it is behind the newest media
/// @param tracks the ids of the tracks of the stream
/// @param log the newest lines, oldest first
public record PushStatus(
    int id,
    String stream,
    String target,
    String usedTarget,
    PushState state,
    String reason,
    long retryMillis,
    int tries,
    long activeMillis,
    long bytes,
    long mediaMillis,
    long deliveredMillis,
    long latencyMillis,
    List<Integer> tracks,
    List<LogLine> log) {
  /// A line for the operator.
  ///
  /// @param unixSeconds when it was written
  public record LogLine(long unixSeconds, String text) {}

  /// What the API calls the status: what MistServer has, and how the push is.
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("state", state.name().toLowerCase(Locale.ROOT));
    json.put("mediatime", mediaMillis);
    json.put("media_tx", deliveredMillis);
    json.put("active_seconds", activeMillis / 1000);
    json.put("active_ms", activeMillis);
    json.put("current_target", usedTarget);
    json.put("latency", latencyMillis);
    tracks.forEach(json.putArray("tracks")::add);
    json.put("bytes", bytes);
    json.put("tries", tries);
    if (!reason.isEmpty()) {
      json.put("reason", reason);
    }
    if (state == PushState.RETRYING) {
      json.put("retry_ms", retryMillis);
    }
    return json;
  }

  /// The lines of the log as the API shows them: `[[time, kind, text, stream], …]`.
  public ArrayNode logJson() {
    ArrayNode lines = JsonNodeFactory.instance.arrayNode();
    for (LogLine line : log) {
      lines.addArray().add(line.unixSeconds()).add("PUSH").add(line.text()).add(stream);
    }
    return lines;
  }
}
