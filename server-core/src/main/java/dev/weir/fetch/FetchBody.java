package dev.weir.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The bytes of a body as a stream that does not wait for ever, and asks for more only when what
/// came was read.
///
/// Read by one thread, filled by the client's.
final class FetchBody extends InputStream implements BodySubscriber<InputStream> {
  /// What arrives: bytes, the end, or a failure.
  private sealed interface Arrival {
    record Bytes(List<ByteBuffer> buffers) implements Arrival {}

    record End() implements Arrival {}

    record Failure(Throwable cause) implements Arrival {}
  }

  private final String name;
  private final Duration silence;
  // One delivery is asked for at a time, and the end may come beside it.
  private final BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(4);
  private final CompletableFuture<Subscription> subscribed = new CompletableFuture<>();
  private final Deque<ByteBuffer> here = new ArrayDeque<>();

  private @Nullable Arrival last; // the end or the failure, once it came
  private volatile boolean closed; // by the reader, or one who wants it to stop

  /// @param name of the resource, for messages
  FetchBody(String name, Duration silence) {
    this.name = name;
    this.silence = silence;
  }

  @Override
  public CompletionStage<InputStream> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    subscription.request(1);
    subscribed.complete(subscription);
    if (closed) {
      subscription.cancel();
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    arrived(new Arrival.Bytes(buffers));
  }

  @Override
  public void onError(Throwable cause) {
    arrived(new Arrival.Failure(cause));
  }

  @Override
  public void onComplete() {
    arrived(new Arrival.End());
  }

  private void arrived(Arrival arrival) {
    if (!arrivals.offer(arrival) && !closed) {
      throw new IllegalStateException("more arrived than was asked for");
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (here.isEmpty()) {
      if (closed) {
        throw new FetchException(0, name + " was closed");
      }
      if (last == null) {
        await();
      }
      if (last instanceof Arrival.End) {
        return -1;
      }
      if (last instanceof Arrival.Failure(Throwable cause)) {
        throw new FetchException(0, name + " broke off: " + FetchFailures.sentence(cause));
      }
    }
    ByteBuffer next = here.getFirst();
    int count = Math.min(length, next.remaining());
    next.get(into, offset, count);
    if (!next.hasRemaining()) {
      here.removeFirst();
    }
    return count;
  }

  private void await() throws IOException {
    Arrival arrival;
    try {
      arrival = arrivals.poll(silence.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      close();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("reading " + name + " was given up");
    }
    switch (arrival) {
      case null -> {
        close();
        throw new FetchException(0, name + " sent nothing for " + silence.toSeconds() + " s");
      }
      case Arrival.Bytes(List<ByteBuffer> buffers) -> {
        buffers.stream().filter(ByteBuffer::hasRemaining).forEach(here::add);
        subscribed.thenAccept(subscription -> subscription.request(1));
      }
      case Arrival.End _, Arrival.Failure _ -> last = arrival;
    }
  }

  @Override
  public int available() {
    return here.isEmpty() ? 0 : here.getFirst().remaining();
  }

  @Override
  public void close() {
    closed = true;
    subscribed.thenAccept(Subscription::cancel);
  }
}
