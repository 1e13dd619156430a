package dev.weir.media;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// One cue of a [Codec.Text] track, which is the whole payload of one sample:
///
/// ```
/// |duration in milliseconds (32)|  text in UTF-8
/// ```
///
/// The sample's presentation time is when it appears.
///
/// @param durationMillis how long it is shown
/// @param text what is shown, in the mark-up that the track's format says
public record Cue(int durationMillis, String text) {
  private static final int DURATION_BYTES = 4;

  /// Reads what is readable in `payload`; moves no index of it.
  ///
  /// @throws MalformedMediaException if it is shorter than its duration field or that is negative
  public static Cue read(ByteBuf payload) {
    int bytes = payload.readableBytes();
    if (bytes < DURATION_BYTES) {
      throw new MalformedMediaException("Cue: " + bytes + " bytes, at least 4 are needed");
    }
    int at = payload.readerIndex();
    int durationMillis = payload.getInt(at);
    if (durationMillis < 0) {
      throw new MalformedMediaException("Cue: a duration of " + durationMillis + " ms");
    }
    return new Cue(
        durationMillis,
        payload.toString(at + DURATION_BYTES, bytes - DURATION_BYTES, StandardCharsets.UTF_8));
  }

  /// Appends the payload to `out`.
  public void write(ByteBuf out) {
    out.writeInt(durationMillis);
    out.writeCharSequence(text, StandardCharsets.UTF_8);
  }
}
