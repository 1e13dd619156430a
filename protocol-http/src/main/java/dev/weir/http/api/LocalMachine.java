package dev.weir.http.api;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Locale;

/// What belongs to this machine.
final class LocalMachine {
  private final String hostName;

  LocalMachine() {
    this.hostName = hostName();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
    } catch (UnknownHostException _) {
      return "localhost";
    }
  }

  /// Whether `address` is one of this machine's, on whatever interface.
  boolean has(InetAddress address) {
    try {
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException _) {
      return false;
    }
  }

  /// Whether `host`, as a request names us, can only mean us. Any other name may have been made to
  /// point here by a page that a browser of this machine has open (DNS rebinding).
  boolean isCalled(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.equals(hostName)
        || name.startsWith("[")
        || name.matches("[0-9.]+");
  }
}
