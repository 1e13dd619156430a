package dev.weir.http.segmented;

import dev.weir.config.StreamConfig;
import dev.weir.http.HttpAdmissions;
import dev.weir.http.HttpLimits;
import dev.weir.http.RawPeer;
import dev.weir.http.Route;
import dev.weir.http.TestServer;
import dev.weir.http.TestStreams;
import dev.weir.stream.Publisher;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A server of what stands behind one [SegmentDoor], for the test of a handler.
public final class DoorServer implements AutoCloseable {
  private final TestStreams streams;
  private final SegmentStores stores;
  private final TestServer server;

  /// @param settings change the defaults of `live`
  /// @param routes of the handler
  public DoorServer(
      UnaryOperator<StreamConfig> settings, Function<SegmentDoor, List<Route>> routes) {
    this(settings, (door, _) -> routes.apply(door));
  }

  /// @param routes also of what is not behind the door
  public DoorServer(
      UnaryOperator<StreamConfig> settings,
      BiFunction<SegmentDoor, HttpAdmissions, List<Route>> routes) {
    this(HttpLimits.DEFAULT, null, settings, routes);
  }

  /// @param tls null for none
  /// @param routes as above
  public DoorServer(
      HttpLimits limits,
      @Nullable SslContext tls,
      UnaryOperator<StreamConfig> settings,
      BiFunction<SegmentDoor, HttpAdmissions, List<Route>> routes) {
    streams = new TestStreams(settings, Clock.systemUTC());
    stores = new SegmentStores(streams.streams(), streams.transport(), System::nanoTime);
    SegmentDoor door = new SegmentDoor(streams.admissions(), stores);
    server = new TestServer(limits, tls, routes.apply(door, streams.admissions()));
  }

  public TestStreams streams() {
    return streams;
  }

  public SegmentStores stores() {
    return stores;
  }

  public int port() {
    return server.port();
  }

  public RawPeer connect() throws IOException {
    return server.connect();
  }

  /// Publishes `live`, sound and pictures, from 0.
  public Publisher publish(int seconds, int groupSeconds) {
    Publisher publisher = streams.publish("live");
    Gop.announce(publisher);
    Gop.seconds(publisher, 0, seconds, groupSeconds);
    return publisher;
  }

  @Override
  public void close() {
    server.close();
    stores.close();
    streams.close();
  }
}
