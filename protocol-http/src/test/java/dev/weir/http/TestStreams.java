package dev.weir.http;

import dev.weir.buffer.PagePool;
import dev.weir.config.AccessConfig;
import dev.weir.config.AddressRange;
import dev.weir.config.SessionConfig;
import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.config.WeirConfig;
import dev.weir.feed.Feeds;
import dev.weir.http.progressive.SharedBlocks;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.net.Transport;
import dev.weir.session.Admissions;
import dev.weir.session.Sessions;
import dev.weir.source.FileSource;
import dev.weir.stream.CloseReason;
import dev.weir.stream.PublishRequest;
import dev.weir.stream.PublishResult;
import dev.weir.stream.Publisher;
import dev.weir.stream.StreamGate;
import dev.weir.stream.Streams;
import dev.weir.testkit.SampleMedia;
import dev.weir.token.Tokens;
import dev.weir.trigger.Triggers;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/// The streams of a server without its configuration: `live` and its wildcards may be published by
/// anyone, `vod` has the samples' files, `brief` too, which closes each as soon as nobody views it;
/// nothing else exists.
public final class TestStreams implements AutoCloseable {
  /// AAC-LC, 48 kHz, stereo.
  public static final Track SOUND =
      Track.of(1, new Codec.Aac(Octets.ofHex("1190"), 2, 48_000, 2, 1024));

  /// An end behind which nobody comes back.
  public static final CloseReason OVER =
      new CloseReason(CloseReason.Code.CLEAN_CONTROLLER_REQ, "the test ended it");

  private static final int FRAME_MICROS = 21_333;

  private final AtomicLong passedNanos = new AtomicLong(); // beside the time that passes
  private final SharedBlocks blocks = new SharedBlocks();
  private final Transport transport = new Transport(Transport.Kind.NIO, 1);
  private final Feeds feeds = new Feeds(System::nanoTime);
  private final Triggers triggers =
      new Triggers("test", _ -> List.of(), Clock.systemUTC(), System::nanoTime);
  private final Sessions sessions =
      new Sessions(
          triggers,
          new Tokens(() -> AccessConfig.NONE, Clock.systemUTC(), System::nanoTime),
          Clock.systemUTC(),
          System::nanoTime);
  private final Streams streams;
  private final HttpAdmissions admissions;

  public TestStreams() {
    this(config -> config, Clock.systemUTC());
  }

  /// @param settings change the defaults of `live`
  /// @param wallClock dates the streams' timelines
  public TestStreams(UnaryOperator<StreamConfig> settings, Clock wallClock) {
    streams =
        new Streams(
            name ->
                switch (name) {
                  case "live" -> settings.apply(openToAll(name));
                  case "vod" -> films(name);
                  case "brief" -> closedAtOnce(films(name));
                  default -> null;
                },
            StreamGate.OPEN,
            List.of(),
            List.of(new FileSource()),
            new PagePool(1 << 20),
            transport,
            wallClock,
            () -> System.nanoTime() + passedNanos.get());
    // Most tests read addresses: they are for everybody, unless one wants tokens.
    writeTokens(false);
    admissions =
        new HttpAdmissions(new Admissions(streams, sessions, triggers, WeirConfig::defaults));
  }

  /// Has publishers' time pass: a track that was silent for long is one that paused then, and no
  /// jump.
  public void pass(Duration time) {
    passedNanos.addAndGet(time.toNanos());
  }

  /// Has tokens written into addresses, as servers do, or not.
  public void writeTokens(boolean written) {
    SessionConfig usual = SessionConfig.DEFAULTS;
    int mode = usual.tokenMode() & ~SessionConfig.WRITE_URL;
    sessions.configure(
        new SessionConfig(
            usual.viewerMode(),
            usual.inputMode(),
            usual.outputMode(),
            usual.unspecifiedMode(),
            usual.infoMode(),
            written ? mode | SessionConfig.WRITE_URL : mode),
        _ -> true);
  }

  private static StreamConfig films(String name) {
    return StreamConfig.of(
        name, new StreamSource.Folder(SampleMedia.H264_AAC.file().getParent() + "/"));
  }

  private static StreamConfig closedAtOnce(StreamConfig c) {
    return with(c, c.dvrMillis(), c.resumeMillis(), c.segmentSizeMillis(), c.event(), 1);
  }

  private static StreamConfig with(
      StreamConfig c,
      long dvrMillis,
      long resumeMillis,
      long segmentSizeMillis,
      boolean event,
      long inputTimeoutMillis) {
    return new StreamConfig(
        c.name(),
        c.source(),
        dvrMillis,
        c.cutMillis(),
        resumeMillis,
        segmentSizeMillis,
        event,
        c.alwaysOn(),
        c.realtime(),
        inputTimeoutMillis,
        c.fallbackStream(),
        c.tags(),
        c.maxBufferBytes(),
        c.mergeMillis());
  }

  private static StreamConfig openToAll(String name) {
    List<AddressRange> everybody =
        List.of(
            AddressRange.parse("0.0.0.0/0").orElseThrow(),
            AddressRange.parse("::/0").orElseThrow());
    return StreamConfig.of(name, new StreamSource.Push(everybody, ""));
  }

  /// Defaults, but for how media is cut and how long it is kept; ends with its publisher.
  public static UnaryOperator<StreamConfig> segments(long segmentSizeMillis, long dvrMillis) {
    return segments(segmentSizeMillis, dvrMillis, 0);
  }

  /// Likewise; goes on if another publisher comes within `resumeMillis`.
  public static UnaryOperator<StreamConfig> segments(
      long segmentSizeMillis, long dvrMillis, long resumeMillis) {
    return c ->
        with(c, dvrMillis, resumeMillis, segmentSizeMillis, c.event(), c.inputTimeoutMillis());
  }

  /// The same for a programme that is shorter than what is kept.
  public static StreamConfig event(StreamConfig c) {
    return with(
        c, c.dvrMillis(), c.resumeMillis(), c.segmentSizeMillis(), true, c.inputTimeoutMillis());
  }

  public Transport transport() {
    return transport;
  }

  public Streams streams() {
    return streams;
  }

  public HttpAdmissions admissions() {
    return admissions;
  }

  public Sessions sessions() {
    return sessions;
  }

  /// Without a rule until a test gives it some.
  public Triggers triggers() {
    return triggers;
  }

  public Feeds feeds() {
    return feeds;
  }

  public SharedBlocks blocks() {
    return blocks;
  }

  /// The name of a sample as a stream on demand.
  public static String film(SampleMedia media) {
    return "vod+" + media.file().getFileName();
  }

  /// Begins to publish.
  public Publisher publish(String name) {
    PublishRequest request =
        new PublishRequest(
            StreamName.clean(name).orElseThrow(),
            "test",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
            "",
            "");
    PublishResult result = streams.publish(request).toCompletableFuture().join();
    if (result instanceof PublishResult.Accepted(Publisher publisher)) {
      return publisher;
    }
    throw new AssertionError(result);
  }

  /// Publishes sound: frame `number` has the payload `{number, 1, 2, 3}`.
  public static void sound(Publisher publisher, int from, int to) {
    for (int number = from; number < to; number++) {
      publisher.sample(
          new Sample(
              1,
              (long) number * FRAME_MICROS,
              0,
              true,
              Unpooled.wrappedBuffer(new byte[] {(byte) number, 1, 2, 3})));
    }
  }

  @Override
  public void close() {
    streams.close();
    blocks.close();
    sessions.close();
    triggers.close();
    transport.close();
  }
}
