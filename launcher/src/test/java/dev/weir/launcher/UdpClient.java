package dev.weir.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/// Asks the API of a server by UDP, as a program would.
final class UdpClient implements AutoCloseable {
  private final DatagramSocket socket;

  UdpClient(int port) throws IOException {
    socket = new DatagramSocket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(60_000);
  }

  /// The answer to `request`; single quotes stand for double ones.
  JsonNode ask(String request) {
    byte[] bytes = request.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    DatagramPacket answer = new DatagramPacket(new byte[65_536], 65_536);
    try {
      socket.send(new DatagramPacket(bytes, bytes.length));
      socket.receive(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(request, e);
    }
    return ApiClient.parsed(
        new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    socket.close();
  }
}
