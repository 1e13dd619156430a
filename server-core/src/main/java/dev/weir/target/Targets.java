package dev.weir.target;

import dev.weir.config.WeirConfig;
import dev.weir.session.Sessions;
import dev.weir.stream.StreamTags;
import dev.weir.stream.Streams;
import dev.weir.trigger.Triggers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Everything that takes streams elsewhere. Any thread.
public final class Targets implements AutoCloseable {
  private final Pushes pushes;
  private final AutoPushes automatic;

  /// @param streams where media comes from
  /// @param sessions where outputs are counted
  /// @param triggers who is asked and told
  /// @param tags of streams
  /// @param more ways out besides files, datagrams, HTTP and programs
  /// @param config as it is now
  /// @param variables what the operator defined, as it is now
  /// @param wallClock dates files and log lines, in the zone of the server
  /// @param nanoClock measures what passes, in nanoseconds, and never steps
  public Targets(
      Streams streams,
      Sessions sessions,
      Triggers triggers,
      StreamTags tags,
      List<Carrier> more,
      Supplier<WeirConfig> config,
      Supplier<Map<String, String>> variables,
      Clock wallClock,
      LongSupplier nanoClock) {
    List<Carrier> carriers = new ArrayList<>(more);
    carriers.add(new FileCarrier(() -> config.get().push().folders()));
    carriers.add(new UdpCarrier());
    carriers.add(new ProgramCarrier(config));
    carriers.add(new HttpCarrier());
    PushWorld world =
        new PushWorld(
            streams,
            sessions,
            triggers,
            List.copyOf(carriers),
            () -> config.get().push(),
            variables,
            wallClock,
            nanoClock,
            new StartPace());
    this.pushes = new Pushes(world);
    this.automatic = new AutoPushes(world, pushes, tags);
  }

  /// Begins to start what the configuration wants.
  public void start() {
    automatic.start();
  }

  /// What runs.
  public Pushes pushes() {
    return pushes;
  }

  /// Ends everything in order.
  @Override
  public void close() {
    automatic.close();
    pushes.close();
  }
}
