package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// The head of the answer over HTTP/1 that was sent last: where thousands get the same, or as much
/// each of his own, it is written once a second. Confined to its event loop.
final class HeadCache {
  private final ByteBuf head = Unpooled.buffer(ResponseWriter.HEAD_BYTES);

  // What it was written for.
  private String[] fields = {};
  private int status;
  private int length = -1;
  private boolean varies;
  private boolean gzip;
  private String date = "";

  /// Writes the head of an answer.
  @SuppressWarnings("ReferenceEquality") // fields that are made once for all are the same object
  void write(Response response, ResponseWriter.Body body, ByteBuf out) {
    String now = DateNow.text();
    if (fields != response.fields()
        || status != response.status()
        || length != body.length()
        || varies != body.varies()
        || gzip != body.gzip()
        || !date.equals(now)) {
      ResponseWriter.writeHead(response, body, head.clear());
      fields = response.fields();
      status = response.status();
      length = body.length();
      varies = body.varies();
      gzip = body.gzip();
      date = now;
    }
    out.writeBytes(head, 0, head.readableBytes());
  }
}
