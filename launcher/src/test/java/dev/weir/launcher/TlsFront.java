package dev.weir.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLContext;

/// Takes TLS off connections and hands them to a server on this machine that has none, with the TLS
/// of the JDK.
///
/// It keeps little, so that a server which reads nothing is soon noticed on the other side.
final class TlsFront implements AutoCloseable {
  private static final int KEPT_BYTES = 16 * 1024;
  private static final int BACKLOG = 50;

  private final ServerSocket listener;
  private final InetSocketAddress behind;

  TlsFront(SSLContext tls, int portBehind) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    behind = new InetSocketAddress(loopback, portBehind);
    listener = tls.getServerSocketFactory().createServerSocket(0, BACKLOG, loopback);
    listener.setReceiveBufferSize(KEPT_BYTES);
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket outside = listener.accept();
        Thread.ofVirtual().start(() -> join(outside));
      }
    } catch (IOException _) {
      // It is closed.
    }
  }

  private void join(Socket outside) {
    Socket inside = new Socket();
    try (outside;
        inside) {
      inside.setSendBufferSize(KEPT_BYTES);
      inside.connect(behind);
      Thread back = Thread.ofVirtual().start(() -> copy(inside, outside));
      copy(outside, inside);
      back.join();
    } catch (IOException _) {
      // Nobody is there; the other side sees the end.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Closes both when one has ended.
  private static void copy(Socket from, Socket to) {
    byte[] piece = new byte[KEPT_BYTES];
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int count; (count = in.read(piece)) >= 0; ) {
        out.write(piece, 0, count);
      }
    } catch (IOException _) {
      // One of both is gone.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
