package dev.weir.rtmp;

import dev.weir.buffer.PagePool;
import dev.weir.config.AccessConfig;
import dev.weir.config.AddressRange;
import dev.weir.config.StreamConfig;
import dev.weir.config.StreamSource;
import dev.weir.config.WeirConfig;
import dev.weir.feed.Feeds;
import dev.weir.net.Transport;
import dev.weir.session.Admissions;
import dev.weir.session.Sessions;
import dev.weir.source.FileSource;
import dev.weir.stream.StreamGate;
import dev.weir.stream.Streams;
import dev.weir.testkit.SampleMedia;
import dev.weir.token.Tokens;
import dev.weir.trigger.Triggers;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// The core of a server with three streams: `cam1` for everyone, `locked` with the password
/// `secret`, `demo` with a source of its own.
final class TestServer implements AutoCloseable {
  private static final List<AddressRange> EVERYWHERE =
      List.of(AddressRange.parse("0.0.0.0/0").orElseThrow());

  private static final Map<String, StreamConfig> CONFIG =
      Map.of(
          "cam1", StreamConfig.of("cam1", new StreamSource.Push(EVERYWHERE, "")),
          "cam2.mp4", StreamConfig.of("cam2.mp4", new StreamSource.Push(EVERYWHERE, "")),
          "locked", StreamConfig.of("locked", new StreamSource.Push(List.of(), "secret")),
          "demo", StreamConfig.of("demo", new StreamSource.Demo()),
          "film",
              StreamConfig.of(
                  "film", new StreamSource.File(SampleMedia.H264_AAC.file().toString())));

  final Transport transport = new Transport(Transport.Kind.NIO, 1);
  final Feeds feeds = new Feeds(System::nanoTime);
  final Streams streams =
      new Streams(
          CONFIG::get,
          StreamGate.OPEN,
          List.of(),
          List.of(new FileSource()),
          new PagePool(1 << 20),
          transport,
          Clock.systemUTC(),
          System::nanoTime);

  final Triggers triggers =
      new Triggers("test", _ -> List.of(), Clock.systemUTC(), System::nanoTime);
  final Sessions sessions =
      new Sessions(
          triggers,
          new Tokens(() -> AccessConfig.NONE, Clock.systemUTC(), System::nanoTime),
          Clock.systemUTC(),
          System::nanoTime);
  final Admissions admissions = new Admissions(streams, sessions, triggers, WeirConfig::defaults);

  ServerCore core() {
    return new ServerCore(admissions, feeds, System::nanoTime);
  }

  /// A new connection, at C0.
  TestPeer connection() {
    return new TestPeer(core());
  }

  @Override
  public void close() {
    streams.close();
    sessions.close();
    triggers.close();
    transport.close();
  }
}
