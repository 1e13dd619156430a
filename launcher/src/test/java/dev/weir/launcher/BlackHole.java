package dev.weir.launcher;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A name server that is gone: who asks for a name below [#DOMAIN] waits until [#open] says that
/// there is none. All other names are asked for as usual.
public final class BlackHole extends InetAddressResolverProvider {
  /// Never a real one (RFC 6761 6.4).
  static final String DOMAIN = ".black-hole.invalid";

  private static final CountDownLatch OPENED = new CountDownLatch(1);
  private static final Map<String, String> ASKED = new ConcurrentHashMap<>();

  /// The first parts of the names that were asked for, and the name of the thread that asked.
  static Map<String, String> asked() {
    return ASKED;
  }

  /// Whoever waits, and whoever asks later, is told that there is no such host.
  static void open() {
    OPENED.countDown();
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver usual = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        if (host.endsWith(DOMAIN)) {
          ASKED.put(
              host.substring(0, host.length() - DOMAIN.length()), Thread.currentThread().getName());
          await();
          throw new UnknownHostException(host);
        }
        return usual.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return usual.lookupByAddress(address);
      }
    };
  }

  private static void await() {
    try {
      boolean _ = OPENED.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String name() {
    return "black hole";
  }
}
