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

/// Everything that is reached because of one configured place: what its playlists and redirects may
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
  private final @Nullable String host; // of it
  private final @Nullable Credentials credentials;

  private FetchScope(@Nullable URI configured, @Nullable String host) {
    this.configured = configured;
    this.host = host;
    this.credentials = configured == null ? null : Credentials.of(configured);
  }

  /// What hangs on a URL that the operator configured.
  ///
  /// @param configured `http` or `https`; a name and password in it are used for its host alone
  public static FetchScope of(URI configured) {
    return new FetchScope(configured, String.valueOf(configured.getHost()));
  }

  /// What hangs on a local file that the operator configured.
  public static FetchScope ofLocalFile() {
    return new FetchScope(null, null);
  }

  /// What hangs on a server that the operator configured and that speaks another protocol than
  /// HTTP.
  ///
  /// @param host a name or an address
  public static FetchScope ofHost(String host) {
    return new FetchScope(null, host);
  }

  /// An address of `target`, a host to which something from outside points.
  ///
  /// @throws ForbiddenAddressException if it may not be reached; with the reason
  /// @throws UnknownHostException if there is no such host
  public InetAddress address(String target) throws IOException {
    InetAddress[] addresses = addresses(target);
    check(addresses, target);
    return addresses[0];
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
    String there = target.getHost();
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new ForbiddenAddressException(
          "a source that comes over HTTP may not point at " + scheme + ": addresses");
    }
    if (there == null) {
      throw new ForbiddenAddressException("a URL without a host cannot be fetched");
    }
    if (configured != null && sameOrigin(configured, target)) {
      return;
    }
    check(addresses(there), Urls.plain(target));
  }

  private void check(InetAddress[] addresses, String target) throws IOException {
    Set<AddressKind> allowed = allowed();
    for (InetAddress address : addresses) {
      AddressKind kind = AddressKind.of(address);
      if (!allowed.contains(kind)) {
        throw new ForbiddenAddressException(
            "what is configured points at "
                + target
                + ", which is "
                + address.getHostAddress()
                + "; from where it comes it may not");
      }
    }
  }

  private Set<AddressKind> allowed() throws UnknownHostException {
    Set<AddressKind> allowed = EnumSet.of(AddressKind.PUBLIC);
    if (host == null) {
      allowed.add(AddressKind.PRIVATE);
      return allowed;
    }
    // All of its addresses, for a public name may have a private one added by whoever owns it.
    Set<AddressKind> own = EnumSet.noneOf(AddressKind.class);
    Arrays.stream(addresses(host)).map(AddressKind::of).forEach(own::add);
    if (!own.contains(AddressKind.PUBLIC)) {
      allowed.add(AddressKind.PRIVATE);
      allowed.addAll(own);
    }
    return allowed;
  }

  private static InetAddress[] addresses(String name) throws UnknownHostException {
    String bare = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
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
