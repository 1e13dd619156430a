package dev.weir.http.api;

import dev.weir.control.EventLog;
import dev.weir.control.StreamEvents;

/// What happens on the server, for those who want to hear of it as it does.
///
/// @param log lines of the log
/// @param access sessions that ended
/// @param streams states of streams
public record ApiEvents(EventLog log, EventLog access, StreamEvents streams) {}
