package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The answers over HTTP/1 of one event loop whose bodies are put behind their heads, which costs
/// less than a second buffer.
///
/// All are written to the same memory, and given to the kernel from there where nothing stands
/// between it and the socket. Where thousands are answered at once ([#together]), some are written
/// before the first of them is sent: what their connections need is in no cache any more, so it is
/// much if at least the code is, which the server's and the kernel's would throw out in turns.
///
/// Confined to the loop.
public final class SmallAnswers {
  /// No longer body is sent so.
  static final int BODY_BYTES = 16 * 1024;

  /// So many leave together at the most.
  public static final int MOST = 32;

  private static final int MOST_BYTES = 128 * 1024; // of them, but for a head longer than usual

  private static final FastThreadLocal<SmallAnswers> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected SmallAnswers initialValue() {
          return new SmallAnswers();
        }
      };

  private final ByteBuf bytes = Unpooled.buffer(MOST_BYTES); // of all that wait
  private final StraightWrites kernel = new StraightWrites(ResponseWriter.HEAD_BYTES + BODY_BYTES);
  private final @Nullable ChannelHandlerContext[] receivers = new ChannelHandlerContext[MOST];
  private final int[] ends = new int[MOST]; // of their answers
  private final HeadCache heads = new HeadCache();

  private int count;
  private boolean together; // whether more are coming
  private boolean sending;

  private SmallAnswers() {}

  /// Has answers that are given in `answering` leave together when it is over, or before if there
  /// are many.
  public static void together(Runnable answering) {
    SmallAnswers answers = OF_THREAD.get();
    answers.together = true;
    try {
      answering.run();
    } finally {
      answers.together = false;
      answers.sendAll();
    }
  }

  /// Sends an answer, and uses up its body.
  ///
  /// @param to before the codec, but behind what encrypts
  /// @param last whether nothing is known that its connection sends next: that must not overtake it
  static void send(
      ChannelHandlerContext to, Response response, ResponseWriter.Body body, boolean last) {
    OF_THREAD.get().add(to, response, body, last);
  }

  private void add(
      ChannelHandlerContext to, Response response, ResponseWriter.Body body, boolean last) {
    if (sending) { // by somebody who was told that a connection is closed
      ByteBuf own = to.alloc().buffer();
      write(response, body, own);
      to.writeAndFlush(own);
      return;
    }
    if (count == MOST
        || bytes.writerIndex() + ResponseWriter.HEAD_BYTES + body.length() > MOST_BYTES) {
      sendAll();
    }
    write(response, body, bytes);
    receivers[count] = to;
    ends[count++] = bytes.writerIndex();
    if (!together || !last) {
      sendAll();
    }
  }

  /// Writes all of it or nothing: what was left of it, somebody else would get.
  private void write(Response response, ResponseWriter.Body body, ByteBuf out) {
    int start = out.writerIndex();
    boolean whole = false;
    try {
      heads.write(response, body, out);
      body.moveTo(out);
      whole = true;
    } finally {
      if (!whole) {
        out.writerIndex(start);
      }
    }
  }

  private void sendAll() {
    sending = true;
    try {
      for (int i = 0; i < count; i++) {
        send(Objects.requireNonNull(receivers[i]), bytes.readSlice(ends[i] - bytes.readerIndex()));
      }
    } finally { // whatever goes wrong, such as no memory: nobody gets what was for somebody else
      Arrays.fill(receivers, 0, count, null);
      sending = false;
      count = 0;
      bytes.clear();
    }
  }

  private void send(ChannelHandlerContext to, ByteBuf answer) {
    kernel.write(to, answer, false);
    if (answer.isReadable()) {
      to.writeAndFlush(to.alloc().buffer(answer.readableBytes()).writeBytes(answer));
    }
  }
}
