package dev.weir.media;

/// A peer or a file gave media that cannot be taken; ends that one session and nothing else.
///
/// Messages say what, where, found, allowed: `FLV tag at byte 4096: body size 16777215 is over the
/// limit of 4194304`.
public abstract sealed class MediaException extends RuntimeException
    permits MalformedMediaException, UnsupportedMediaException {

  MediaException(String message) {
    // The peer's mistake, not ours: no stack trace is taken, so hostile input stays cheap.
    super(message, null, false, false);
  }
}
