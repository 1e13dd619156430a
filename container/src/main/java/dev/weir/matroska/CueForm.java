package dev.weir.matroska;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Makes [dev.weir.media.Cue]s of text blocks.
///
/// ```
/// S_TEXT/UTF8, S_TEXT/ASS:  the text
/// S_TEXT/WEBVTT:            the text; BlockAdditional: settings LF identifier LF comments
/// D_WEBVTT/…:               identifier LF settings LF text
/// ```
///
/// Not thread-safe.
final class CueForm {
  private static final int UNSAID_MILLIS = 5_000;

  private final boolean additions;
  private final boolean identifier;
  private final ByteBuf out = Unpooled.buffer(0);

  CueForm(String codecId) {
    this.additions = codecId.equals(CodecIds.WEBVTT);
    this.identifier = codecId.startsWith(CodecIds.WEBM_WEBVTT);
  }

  void close() {
    out.release();
  }

  /// The cue, valid until the next call.
  ByteBuf convert(long durationMillis, ByteBuf text, ByteBuf addition) {
    out.clear();
    long millis = durationMillis < 0 ? UNSAID_MILLIS : durationMillis;
    out.writeInt((int) Math.min(millis, Integer.MAX_VALUE));
    if (additions) {
      int end = lineEnd(addition, addition.readerIndex());
      out.writeBytes(addition, addition.readerIndex(), end - addition.readerIndex());
      out.writeByte('\n');
    }
    int from = text.readerIndex();
    if (identifier) {
      from = Math.min(text.writerIndex(), lineEnd(text, from) + 1);
    }
    out.writeBytes(text, from, text.writerIndex() - from);
    return out;
  }

  private static int lineEnd(ByteBuf text, int from) {
    int lineFeed = text.indexOf(from, text.writerIndex(), (byte) '\n');
    return lineFeed < 0 ? text.writerIndex() : lineFeed;
  }
}
