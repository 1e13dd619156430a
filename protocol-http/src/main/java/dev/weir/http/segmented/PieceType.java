package dev.weir.http.segmented;

import dev.weir.http.Response;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// What pieces are, and what the answers with all pieces of a type have in common. Any thread.
public final class PieceType {
  /// MPEG-TS.
  public static final PieceType TRANSPORT_STREAM = new PieceType("video/mp2t");

  /// MP4, whatever is in it.
  public static final PieceType MP4 = new PieceType("video/mp4");

  /// MP4 with sound alone.
  public static final PieceType MP4_AUDIO = new PieceType("audio/mp4");

  /// WebVTT.
  public static final PieceType CUES = new PieceType("text/vtt; charset=utf-8");

  private final String contentType;
  private final Response withoutBody; // the same fields for all, so that heads are written once
  private final Response growing;

  private PieceType(String contentType) {
    this.contentType = contentType;
    // A piece never changes.
    this.growing =
        Response.of(200, contentType, Unpooled.EMPTY_BUFFER)
            .with("Cache-Control", "public, max-age=300, immutable");
    this.withoutBody = growing.with("Accept-Ranges", "bytes");
  }

  /// As the field says it.
  public String contentType() {
    return contentType;
  }

  /// The answer with a piece.
  ///
  /// @param bytes whose ownership passes
  Response answer(ByteBuf bytes) {
    return withoutBody.withBody(bytes);
  }

  /// The answer with a piece that still grows, of which no ranges are to be had.
  public Response growing() {
    return growing;
  }
}
