package dev.weir.target;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The body of a request that is written while it is sent.
///
/// One thread writes, one of the client's reads; a few pieces wait between them.
final class HttpOutlet implements MuxedDelivery.Outlet {
  static final int MAX_ANSWER_BYTES = 64 * 1024;

  private static final int PIECES = 8;
  private static final int PIECE_BYTES = 128 * 1024;
  private static final long LOOK_MILLIS = 500;
  private static final long ANSWER_SECONDS = 30;
  private static final byte[] END = {};

  private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(PIECES);

  private CompletableFuture<HttpResponse<String>> answer = new CompletableFuture<>(); // set once

  /// Says whose answer it is.
  void answeredBy(CompletableFuture<HttpResponse<String>> asked) {
    answer = asked;
  }

  /// What the client reads.
  InputStream body() {
    return new Body();
  }

  @Override
  public void write(ByteBuf in) throws IOException {
    refuseIfAnswered();
    while (in.isReadable()) {
      byte[] piece = new byte[Math.min(PIECE_BYTES, in.readableBytes())];
      in.readBytes(piece);
      put(piece);
    }
  }

  private void put(byte[] piece) throws IOException {
    try {
      while (!pieces.offer(piece, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        refuseIfAnswered();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", e);
    }
  }

  /// An answer before the end of the body means that the peer does not want the rest.
  private void refuseIfAnswered() throws IOException {
    if (answer.isDone()) {
      HttpResponse<String> early = answered(0);
      throw new IOException("the peer answered " + early.statusCode() + " before the end");
    }
  }

  private HttpResponse<String> answered(long seconds) throws IOException {
    try {
      return answer.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw HttpCarrier.failure(e);
    } catch (TimeoutException e) {
      throw new IOException("the peer gave no answer", e);
    } catch (CancellationException e) {
      throw new IOException("the peer took nothing for too long", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", e);
    }
  }

  @Override
  public void finish(ByteBuf in) throws IOException {
    write(in);
    put(END);
    HttpResponse<String> last = answered(ANSWER_SECONDS);
    if (last.statusCode() / 100 != 2) {
      throw new IOException("the peer answered " + last.statusCode());
    }
  }

  @Override
  public void abandon() {
    answer.cancel(true);
    boolean _ = pieces.offer(END); // so that a thread that reads goes home
  }

  private final class Body extends InputStream {
    private byte[] piece = {};
    private int at; // in the piece
    private boolean ended;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      while (at == piece.length && !ended) {
        byte[] next = take();
        if (next != null) {
          piece = next;
          at = 0;
          ended = next.length == 0;
        }
      }
      if (ended) {
        return -1;
      }
      int count = Math.min(length, piece.length - at);
      System.arraycopy(piece, at, into, offset, count);
      at += count;
      return count;
    }

    private byte @Nullable [] take() throws IOException {
      try {
        byte[] next = pieces.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (next == null && answer.isDone()) {
          throw new IOException("the request is over");
        }
        return next;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("stopped", e);
      }
    }
  }
}
