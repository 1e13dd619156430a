package dev.weir.bench.segmented;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The least that [BlockingReloads] can find: a server that does nothing but read requests, and
/// three times a second give the same bytes to the kernel for each connection that has one.
///
///     BareAnswers 9090 2 3400
///
/// Listens on this port of 127.0.0.1, answers from as many threads, with as many bytes.
public final class BareAnswers {
  private static final long PART_NANOS = TimeUnit.SECONDS.toNanos(1) / 3;
  private static final int READ_BYTES = 4096;
  private static final byte[] LOCALHOST = {127, 0, 0, 1};

  private final List<Waiting> connections = new CopyOnWriteArrayList<>();
  private final ByteBuffer read = ByteBuffer.allocateDirect(READ_BYTES);
  private final ByteBuffer answer;
  private final int hintAt;

  private static final class Waiting {
    final Socket socket;
    boolean asked;

    Waiting(Socket socket) {
      this.socket = socket;
    }
  }

  private BareAnswers(int bytes) {
    String start = "HTTP/1.1 200 OK\r\nContent-Length: ";
    String hint = "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"chunk_000000000.0.m4s\"";
    int body = bytes - start.length() - "0000\r\n\r\n".length();
    String head = start + String.format(Locale.ROOT, "%04d", body) + "\r\n\r\n";
    String text = head + "#".repeat(body - hint.length()) + hint;
    answer = ByteBuffer.allocateDirect(bytes).put(text.getBytes(StandardCharsets.US_ASCII)).flip();
    hintAt = text.indexOf("chunk_") + "chunk_".length();
  }

  /// Answers until it is killed.
  ///
  /// @param arguments port, threads, bytes of an answer
  public static void main(String[] arguments) throws IOException {
    Epoll.ensureAvailability();
    Socket listening = Socket.newSocketStream();
    listening.setReuseAddress(true);
    listening.bind(
        new InetSocketAddress(InetAddress.getByAddress(LOCALHOST), Integer.parseInt(arguments[0])));
    listening.listen(4096);
    BareAnswers[] threads = new BareAnswers[Integer.parseInt(arguments[1])];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new BareAnswers(Integer.parseInt(arguments[2]));
      Thread.ofPlatform().name("answers-" + i).start(threads[i]::run);
    }
    byte[] address = new byte[32];
    for (int next = 0; ; ) {
      int accepted = listening.accept(address);
      if (accepted < 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        continue;
      }
      Socket socket = new Socket(accepted);
      socket.setTcpNoDelay(true);
      threads[next++ % threads.length].connections.add(new Waiting(socket));
    }
  }

  private void run() {
    long number = System.nanoTime() / PART_NANOS; // the same for all threads
    for (; ; ) {
      while (System.nanoTime() / PART_NANOS == number) {
        readRequests();
        long left = (number + 1) * PART_NANOS - System.nanoTime();
        LockSupport.parkNanos(Math.min(left, PART_NANOS / 10));
      }
      number = System.nanoTime() / PART_NANOS;
      answerAll(number);
    }
  }

  private void readRequests() {
    connections.removeIf(connection -> {
      try {
        connection.asked |= connection.socket.read(read, 0, READ_BYTES) > 0;
        return false;
      } catch (IOException _) { // it has left
        return true;
      }
    });
  }

  private void answerAll(long number) {
    answer.put(
        hintAt, String.format(Locale.ROOT, "%09d", number).getBytes(StandardCharsets.US_ASCII));
    for (Waiting connection : connections) {
      if (connection.asked) {
        connection.asked = false;
        try {
          connection.socket.write(answer, 0, answer.limit());
        } catch (IOException _) {
          // It has left, as the next look at it finds.
        }
      }
    }
  }
}
