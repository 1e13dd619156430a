package dev.weir.trigger;

/// How it stands with one handler.
///
/// @param name its address, without what may be secret in it
/// @param dead whether it is taken for dead, so that default answers hold
/// @param asking how many calls wait for its answer now
/// @param waiting how many callers wait, those of `asking` too
/// @param queued how many events it is yet to be told
/// @param unanswered how many calls got no answer
/// @param dropped how many events it was never told
public record HandlerState(
    String name,
    boolean dead,
    int asking,
    int waiting,
    int queued,
    long unanswered,
    long dropped) {}
