package dev.weir.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Feeds bytes to a push parser whole, byte by byte, and cut in two at every place.
public final class SplitInput {
  private SplitInput() {}

  /// A parser under test: takes pieces, then says what it made of them.
  public interface Subject {
    /// Takes the next piece, which is lent.
    void feed(ByteBuf piece);

    /// What came out, in a form with `equals`; called once, after the last piece.
    Object result();
  }

  /// Calls `check` with the result of each way of feeding `input` to a fresh subject.
  public static void inEveryWay(
      byte[] input, Supplier<? extends Subject> fresh, Consumer<Object> check) {
    check.accept(feed(fresh.get(), input, input.length));
    check.accept(feed(fresh.get(), input, 1));
    for (int cut = 1; cut < input.length; cut++) {
      Subject subject = fresh.get();
      give(subject, input, 0, cut);
      give(subject, input, cut, input.length);
      check.accept(subject.result());
    }
  }

  private static Object feed(Subject subject, byte[] input, int step) {
    for (int from = 0; from < input.length; from += step) {
      give(subject, input, from, Math.min(input.length, from + step));
    }
    return subject.result();
  }

  private static void give(Subject subject, byte[] input, int from, int to) {
    ByteBuf piece = Unpooled.copiedBuffer(input, from, to - from);
    try {
      subject.feed(piece);
    } finally {
      piece.release();
    }
  }
}
