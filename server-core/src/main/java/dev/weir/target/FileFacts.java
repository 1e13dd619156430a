package dev.weir.target;

/// What was written into one file, or delivered in one go.
///
/// @param place path or URL
/// @param bytes of the format
/// @param startUnixMillis when it was begun
/// @param endUnixMillis when it was finished
/// @param firstMicros decoding time of its first sample
/// @param lastMicros of its last one
record FileFacts(
    String place,
    long bytes,
    long startUnixMillis,
    long endUnixMillis,
    long firstMicros,
    long lastMicros) {}
