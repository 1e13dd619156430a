package dev.weir.config;

import java.util.List;

/// The events that handlers can be told of or asked about; names, payloads and answers are those of
/// MistServer.
///
/// A payload is a few lines, in the order in which [#payload] names them.
public enum Trigger {
  /// The server has started.
  SYSTEM_START(false, Answer.YES_NO, "the server has started", "version"),
  /// The server is about to stop.
  SYSTEM_STOP(false, Answer.YES_NO, "the server is about to stop", "reason"),
  /// The configuration has changed.
  SYSTEM_CONFIG(false, Answer.NONE, "the configuration has changed", "configuration as JSON"),
  /// A listener has started.
  OUTPUT_START(false, Answer.NONE, "a listener has started", "its configuration as JSON"),
  /// A listener has stopped.
  OUTPUT_STOP(false, Answer.NONE, "a listener has stopped", "its configuration as JSON"),
  /// A stream is about to be added to the configuration.
  STREAM_ADD(true, Answer.YES_NO, "a stream is about to be configured", "stream", "JSON"),
  /// The configuration of a stream is about to change.
  STREAM_CONFIG(true, Answer.YES_NO, "a stream is about to be reconfigured", "stream", "JSON"),
  /// A stream is about to be removed from the configuration.
  STREAM_REMOVE(true, Answer.YES_NO, "a stream is about to be removed", "stream"),
  /// The source of a stream is looked up.
  STREAM_SOURCE(true, Answer.TEXT, "the source of a stream is looked up", "stream"),
  /// A stream is about to be started.
  STREAM_LOAD(true, Answer.YES_NO, "a stream is about to be started", "stream"),
  /// A stream can be watched.
  STREAM_READY(true, Answer.YES_NO, "a stream can be watched from now on", "stream", "input"),
  /// A stream is about to be stopped.
  STREAM_UNLOAD(
      true,
      Answer.YES_NO,
      "a stream is about to be stopped",
      "stream",
      "input",
      "cancelable or uncancelable, and at once the reason"),
  /// A publisher is about to be accepted.
  STREAM_PUSH(
      true,
      Answer.YES_NO,
      "a publisher is about to be accepted",
      "stream",
      "host",
      "protocol",
      "url"),
  /// A track was added.
  STREAM_TRACK_ADD(true, Answer.NONE, "a stream has one track more", "stream", "track id"),
  /// A track was removed.
  STREAM_TRACK_REMOVE(true, Answer.NONE, "a stream has one track less", "stream", "track id"),
  /// The set of tracks has changed.
  LIVE_TRACK_LIST(true, Answer.NONE, "the tracks of a stream have changed", "stream", "JSON", ""),
  /// The buffer of a stream changed its state.
  STREAM_BUFFER(
      true,
      Answer.NONE,
      "the buffer of a stream changed its state",
      "stream",
      "FULL, DRY, RECOVER or EMPTY",
      "health as JSON"),
  /// Nobody uses a stream any more.
  STREAM_END(
      true,
      Answer.NONE,
      "nobody uses a stream any more",
      "stream",
      "bytes down",
      "bytes up",
      "viewers",
      "inputs",
      "outputs",
      "viewer seconds"),
  /// A source ended with an error.
  INPUT_ABORT(
      true,
      Answer.NONE,
      "a source ended with an error",
      "stream",
      "source",
      "program",
      "process",
      "reason code",
      "reason"),
  /// Somebody wants to publish over RTMP.
  RTMP_PUSH_REWRITE(false, Answer.TEXT, "somebody wants to publish over RTMP", "url", "host"),
  /// Somebody wants to publish.
  PUSH_REWRITE(false, Answer.TEXT, "somebody wants to publish", "url", "host", "stream"),
  /// A restream or recording is about to start.
  PUSH_OUT_START(true, Answer.TEXT, "a restream is about to start", "stream", "target"),
  /// A restream has ended.
  PUSH_END(
      true,
      Answer.NONE,
      "a restream has ended",
      "id",
      "stream",
      "target as configured",
      "target as used",
      "log lines as JSON",
      "status as JSON"),
  /// A recording has ended.
  RECORDING_END(true, Answer.NONE, "a recording has ended", Payload.ofTarget("format")),
  /// One of several files of a recording is complete.
  RECORDING_SEGMENT(
      true, Answer.NONE, "a file of a recording is complete", Payload.ofTarget("format")),
  /// An output with a target has ended.
  OUTPUT_END(
      true, Answer.NONE, "an output to a target has ended", Payload.ofTarget("protocol or format")),
  /// A connection was accepted, or goes on with another stream or protocol.
  CONN_OPEN(
      true, Answer.YES_NO, "a connection asks for a stream", "stream", "host", "protocol", "url"),
  /// A connection was closed.
  CONN_CLOSE(true, Answer.NONE, "a connection was closed", "stream", "host", "protocol", "url"),
  /// Media is about to be sent to a connection.
  CONN_PLAY(true, Answer.YES_NO, "playback is about to start", "stream", "host", "protocol", "url"),
  /// The media of a connection, or of a session that fetches segments, came to its end.
  CONN_STOP(
      true, Answer.NONE, "the end of the media was reached", "stream", "host", "protocol", ""),
  /// A viewer asks for a stream.
  PLAY_REWRITE(
      true, Answer.TEXT, "a viewer asks for a stream", "stream", "host", "protocol", "url"),
  /// A session begins.
  USER_NEW(
      true,
      Answer.YES_NO,
      "a session begins",
      "stream",
      "host",
      "connection id",
      "protocol",
      "url",
      "session id"),
  /// A session has ended.
  USER_END(
      true,
      Answer.NONE,
      "a session has ended",
      "connection id",
      "streams",
      "protocols",
      "hosts",
      "seconds",
      "bytes up",
      "bytes down",
      "tags",
      "seconds by host",
      "seconds by protocol",
      "seconds by stream",
      "session id"),
  /// The bit rate of a live stream is over the limit in `params`.
  LIVE_BANDWIDTH(
      true,
      Answer.YES_NO,
      "a live stream has at least that many bytes per second",
      "stream",
      "rate"),
  /// A stream cannot be opened.
  DEFAULT_STREAM(
      true,
      Answer.TEXT,
      "a stream cannot be opened",
      "defaultStream",
      "stream",
      "host",
      "protocol",
      "url");

  /// What the answer of a handler is good for.
  public enum Answer {
    /// Nothing.
    NONE,
    /// No ends what the trigger is about.
    YES_NO,
    /// The text replaces something.
    TEXT
  }

  private final boolean streamSpecific;
  private final Answer answer;
  private final String when;

  @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed
  private final List<String> payload;

  /// Payloads that several events have; constants cannot use what their own class holds.
  private static final class Payload {
    static String[] ofTarget(String format) {
      return new String[] {
        "stream",
        "target",
        format,
        "bytes",
        "seconds that it took",
        "Unix time of its start",
        "Unix time of its end",
        "milliseconds of media",
        "first millisecond",
        "last millisecond",
        "reason code",
        "reason"
      };
    }
  }

  Trigger(boolean streamSpecific, Answer answer, String when, String... payload) {
    this.streamSpecific = streamSpecific;
    this.answer = answer;
    this.when = when;
    this.payload = List.of(payload);
  }

  /// Whether rules may name the streams that they are for.
  public boolean streamSpecific() {
    return streamSpecific;
  }

  /// What the answer is good for.
  public Answer answer() {
    return answer;
  }

  /// When it fires, for people.
  public String when() {
    return when;
  }

  /// What the lines of its payload are, for people.
  public List<String> payload() {
    return payload;
  }
}
