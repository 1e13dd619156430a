package dev.weir.config;

/// A text that `$name` stands for.
///
/// @param value what it is, or what it is until [#target] was asked
/// @param target a URL or a command that is asked for the value; empty for none
/// @param intervalSeconds from one question to the next
/// @param waitMillis how long an answer may take
public record Variable(String value, String target, long intervalSeconds, long waitMillis) {}
