package dev.weir.fetch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything that is fetched because of one configured place: what its playlists and redirects may
/// point at, and the name and password that it has.
///
/// An operator may name any address. What that address points at in turn comes from outside:
///
/// | configured | may point at |
/// |---|---|
/// | a public host | the same host and port; other public hosts |
/// | a private host, a local file | that, and private hosts |
/// | a link-local host | that, and link-local hosts |
///
/// See docs/decisions for the reasons. Any thread may call; [#check] asks name servers and blocks.
public final class FetchScope {
  private final @Nullable URI configured;
  private final @Nullable Credentials credentials;

  private FetchScope(@Nullable URI configured) {
    this.configured = configured;
    this.credentials = configured == null ? null : Credentials.of(configured);
  }

  /// What hangs on a URL that the operator configured.
  ///
  /// @param configured `http` or `https`; a name and password in it are used for its host alone
  public static FetchScope of(URI configured) {
    return new FetchScope(configured);
  }

  /// What hangs on a local file that the operator configured.
  public static FetchScope ofLocalFile() {
    return new FetchScope(null);
  }

  /// The credentials to use at `target`; null for none.
  public @Nullable Credentials credentialsFor(URI target) {
    return configured != null && sameOrigin(configured, target) ? credentials : null;
  }

  /// Fails unless `target` may be fetched.
  ///
  /// @throws ForbiddenAddressException with the reason
  /// @throws UnknownHostException if it names no host that there is
  void check(URI target) throws IOException {
    String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
    String host = target.getHost();
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new ForbiddenAddressException(
          "a source that comes over HTTP may not point at " + scheme + ": addresses");
    }
    if (host == null) {
      throw new ForbiddenAddressException("a URL without a host cannot be fetched");
    }
    if (configured != null && sameOrigin(configured, target)) {
      return;
    }
    Set<AddressKind> allowed = allowed();
    for (InetAddress address : addresses(host)) {
      AddressKind kind = AddressKind.of(address);
      if (!allowed.contains(kind)) {
        throw new ForbiddenAddressException(
            "the source points at "
                + Urls.plain(target)
                + ", which is "
                + address.getHostAddress()
                + "; from where it comes it may not");
      }
    }
  }

  private Set<AddressKind> allowed() throws UnknownHostException {
    Set<AddressKind> allowed = EnumSet.of(AddressKind.PUBLIC);
    if (configured == null) {
      allowed.add(AddressKind.PRIVATE);
      return allowed;
    }
    // All of its addresses, for a public name may have a private one added by whoever owns it.
    Set<AddressKind> own = EnumSet.noneOf(AddressKind.class);
    Arrays.stream(addresses(String.valueOf(configured.getHost())))
        .map(AddressKind::of)
        .forEach(own::add);
    if (!own.contains(AddressKind.PUBLIC)) {
      allowed.add(AddressKind.PRIVATE);
      allowed.addAll(own);
    }
    return allowed;
  }

  private static InetAddress[] addresses(String host) throws UnknownHostException {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    try {
      return InetAddress.getAllByName(bare);
    } catch (UnknownHostException _) {
      throw new UnknownHostException("there is no host " + bare);
    }
  }

  static boolean sameOrigin(URI a, URI b) {
    return a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost() != null
        && a.getHost().equalsIgnoreCase(b.getHost())
        && port(a) == port(b);
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }
}
