package dev.weir.config;

import java.util.ArrayList;
import java.util.List;

/// The keys that describe this server to those that share its load.
final class NodeKeys {
  private static final long GIGABIT_BYTES = 134_217_728;
  private static final List<String> PRIVATE =
      List.of("::1", "127.0.0.0/8", "10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12");

  static final Key<List<String>> TAGS =
      Key.of("tags", new TextList(64, new Text(100)), List.of(), "tags of this server");

  private static final Key<Double> LATITUDE =
      Key.of("lat", new DecimalNumber(-90, 90), 0.0, "degrees north");
  private static final Key<Double> LONGITUDE =
      Key.of("lon", new DecimalNumber(-180, 180), 0.0, "degrees east");
  private static final Key<String> NAME =
      Key.of("name", new Text(100), "", "what people call the place");

  record Location(double latitude, double longitude, String name) {}

  static final Key<Location> LOCATION =
      Key.of(
          "location",
          new ObjectOf<>(
              Keys.of(LATITUDE, LONGITUDE, NAME),
              values ->
                  new Location(values.get(LATITUDE), values.get(LONGITUDE), values.get(NAME))),
          new Location(0, 0, ""),
          "where on earth the server stands");

  private static final Key<Long> LIMIT =
      Key.of(
          "limit",
          new WholeNumber(0, 1L << 50),
          GIGABIT_BYTES,
          "bytes per second that balancers take for full; nothing is held back");
  private static final Key<List<String>> EXCEPTIONS =
      Key.of(
          "exceptions",
          new TextList(256, new Text(64)),
          PRIVATE,
          "addresses and ranges whose traffic does not count");

  record Bandwidth(long limit, List<AddressRange> exceptions) {}

  static final Key<Bandwidth> BANDWIDTH =
      Key.of(
          "bandwidth",
          new ObjectOf<>(
              Keys.of(LIMIT, EXCEPTIONS),
              values -> new Bandwidth(values.get(LIMIT), exceptions(values))),
          new Bandwidth(
              GIGABIT_BYTES,
              PRIVATE.stream().map(text -> AddressRange.parse(text).orElseThrow()).toList()),
          "what the balancer takes for full");

  private NodeKeys() {}

  private static List<AddressRange> exceptions(Values values) {
    List<AddressRange> ranges = new ArrayList<>();
    for (String text : values.get(EXCEPTIONS)) {
      AddressRange.readInto(ranges, text, reason -> values.problem(EXCEPTIONS, reason));
    }
    return ranges;
  }

  static NodeConfig read(Values document, Location location) {
    Bandwidth bandwidth = document.get(BANDWIDTH);
    return new NodeConfig(
        document.get(TAGS),
        location.latitude,
        location.longitude,
        location.name,
        bandwidth.limit,
        bandwidth.exceptions);
  }
}
