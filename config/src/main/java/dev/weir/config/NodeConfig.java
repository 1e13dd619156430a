package dev.weir.config;

import java.net.InetAddress;
import java.util.List;

/// What the other servers of a cluster are told of this one.
///
/// @param tags what balancers weigh
/// @param latitude degrees north
/// @param longitude degrees east
/// @param place what people call where it stands
/// @param bytesPerSecond what balancers take for full; nothing is held back
/// @param uncounted addresses whose traffic does not count for that
public record NodeConfig(
    List<String> tags,
    double latitude,
    double longitude,
    String place,
    long bytesPerSecond,
    List<AddressRange> uncounted) {
  /// Copies the lists.
  public NodeConfig {
    tags = List.copyOf(tags);
    uncounted = List.copyOf(uncounted);
  }

  /// Whether traffic to `address` counts as the server's.
  public boolean counts(InetAddress address) {
    return uncounted.stream().noneMatch(range -> range.contains(address));
  }
}
