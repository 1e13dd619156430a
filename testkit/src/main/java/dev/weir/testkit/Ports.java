package dev.weir.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Ports for peers that cannot choose one themselves.
///
/// The port was free a moment ago and the kernel hands out others first; our own servers bind to
/// port 0 instead and say which they got.
public final class Ports {
  private Ports() {}

  /// A TCP port that nobody listens to on loopback.
  public static int freeTcp() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A UDP port that nobody is bound to on loopback.
  public static int freeUdp() {
    try (DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
