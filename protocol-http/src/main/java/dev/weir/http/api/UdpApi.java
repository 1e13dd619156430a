package dev.weir.http.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.control.Api;
import dev.weir.control.CallException;
import dev.weir.control.Caller;
import dev.weir.control.RequestText;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The API for programs on this machine: one datagram is one request, and one its answer.
///
/// Listens on loopback only, and believes who can reach it there. Requests are done one after the
/// other on one virtual thread; what comes faster is dropped by the kernel, so a flood costs no
/// more than this thread. What looks like an answer of ours is never answered, nor is what comes
/// from our own port: two servers that are pointed at each other fall silent.
public final class UdpApi implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(UdpApi.class);
  private static final int LONGEST_BYTES = 16 * 1024;
  private static final int LONGEST_ANSWER_BYTES = 60_000;
  private static final Caller LOCAL = Caller.local("127.0.0.1");

  private final Api api;
  private final DatagramSocket socket;

  private UdpApi(Api api, DatagramSocket socket) {
    this.api = api;
    this.socket = socket;
  }

  /// Listens on `port` of loopback.
  ///
  /// @throws IOException if the port is taken
  public static UdpApi bind(Api api, int port) throws IOException {
    DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    UdpApi udp = new UdpApi(api, socket);
    Thread.ofVirtual().name("weir-api-udp").start(udp::serve);
    return udp;
  }

  @Override
  public void close() {
    socket.close();
  }

  private void serve() {
    DatagramPacket packet = new DatagramPacket(new byte[LONGEST_BYTES + 1], LONGEST_BYTES + 1);
    while (!socket.isClosed()) {
      try {
        packet.setLength(LONGEST_BYTES + 1);
        socket.receive(packet);
        answer(packet);
      } catch (SocketException e) {
        // Closed, or an answer that nobody waited for came back as unreachable.
        log.debug("UDP API: {}", e.getMessage());
      } catch (IOException e) {
        log.warn("UDP API: {}", e.getMessage());
      }
    }
  }

  private void answer(DatagramPacket packet) throws IOException {
    if (packet.getPort() == socket.getLocalPort()) {
      return;
    }
    ObjectNode answer;
    try {
      if (packet.getLength() > LONGEST_BYTES) {
        throw new CallException(
            "", "", "a request by UDP is at most " + LONGEST_BYTES + " bytes long");
      }
      ObjectNode request =
          RequestText.parse(
              new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
      if (request.has("LTS")) {
        return;
      }
      answer = api.answer(request, LOCAL, true);
    } catch (CallException e) {
      answer = RequestText.refusal(e);
    }
    byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LONGEST_ANSWER_BYTES) {
      CallException tooLong =
          new CallException("", "", "the answer is too long for UDP; ask over HTTP");
      bytes = RequestText.refusal(tooLong).toString().getBytes(StandardCharsets.UTF_8);
    }
    socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
  }
}
