package dev.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.StreamName;
import dev.weir.config.WeirConfig;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.net.Tls;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamTags;
import dev.weir.stream.TrackChoice;
import dev.weir.target.Targets;
import dev.weir.testkit.Await;
import dev.weir.testkit.Ports;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Our client, asked to reconnect by servers of ours (Enhanced RTMP v2, Reconnect Request).
///
/// Streams have a picture each 200 ms and a keyframe each second; picture `n` says that it is.
class RtmpReconnectTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String AVC_HEADER =
      "17 00 000000 0142c00affe100156742c00ada11ec0440000003004000000503c489a801000468ce3c80";
  private static final StreamName COPY = StreamName.clean("cam2.mp4").orElseThrow();

  private final TestServer here = new TestServer();
  private final TestServer there = new TestServer();
  private final TestPeer publisherHere = here.connection();
  private final TestPeer publisherThere = there.connection();
  private final RtmpClient client = new RtmpClient(here.transport, here.feeds, Tls.client());
  private final CompletableFuture<CloseReason> ended = new CompletableFuture<>();
  private final Pictures heard = new Pictures();

  private PointingServer old;
  private PointingServer other;

  RtmpReconnectTest() throws IOException {}

  @BeforeEach
  void listen() throws Exception {
    old = new PointingServer(here.transport, here.core());
    other = new PointingServer(there.transport, there.core());
    publisherHere.publish("live", "cam1").media(MessageType.VIDEO, 0, AVC_HEADER);
    publisherThere.publish("live", "cam1").media(MessageType.VIDEO, 0, AVC_HEADER);
  }

  @AfterEach
  void close() {
    old.close();
    other.close();
    publisherHere.close();
    publisherThere.close();
    here.close();
    there.close();
  }

  /// Publishes pictures `from` to `to`, picture 0 at the time 0 of the stream.
  private static void publish(TestPeer publisher, int from, int to) {
    publish(publisher, from, to, 0);
  }

  /// Publishes pictures `from` to `to`, picture 0 at that time.
  private static void publish(TestPeer publisher, int from, int to, long zeroMillis) {
    for (int n = from; n < to; n++) {
      String head = n % 5 == 0 ? "17" : "27";
      String unit = n % 5 == 0 ? "6588" : "419a";
      publisher.media(
          MessageType.VIDEO,
          200L * n + zeroMillis,
          head + " 01 000000 00000003 " + unit + "%02x".formatted(n & 0xFF));
    }
  }

  private RtmpLink pull() {
    RtmpUrl url = RtmpUrl.parse(old.url("play/cam1"));
    return client.pull(url, heard, ended::complete);
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  @Test
  void aPullGoesOnElsewhereWithoutLossOrRepetition() {
    publish(publisherHere, 0, 8);
    publish(publisherThere, -5, 7, 1000); // a little behind, and on a timeline of its own
    pull();
    heard.await(numbers(5, 8));
    old.point(other.url("play"));
    Await.until("the other place", LIMIT, () -> other.connections() == 1);
    Await.until("the end here", LIMIT, () -> old.connections() == 0);
    publish(publisherHere, 8, 12); // nobody hears
    publish(publisherThere, 7, 12, 1000);
    heard.await(numbers(5, 12));
    assertThat(heard.steps()).containsOnly(200_000L);
    assertThat(ended).isNotDone();
    publisherThere.hangUp();
    there.streams.close();
    assertThat(ended).succeedsWithin(LIMIT);
  }

  @Test
  void aPullGoesOnElsewhereAfterTheFirstServerIsGone() {
    publish(publisherHere, 0, 8);
    publish(publisherThere, 100, 101, -20_000); // at 0; a stream waits for its second keyframe
    pull();
    heard.await(numbers(5, 8));
    old.point(other.url("play"));
    Await.until("the other place", LIMIT, () -> other.connections() == 1);
    old.shut();
    Await.until("the end here", LIMIT, () -> old.connections() == 0);
    publish(publisherThere, 5, 10, 1000);
    heard.await(numbers(5, 10));
    publish(publisherThere, 10, 12, 1000);
    heard.await(numbers(5, 12));
    assertThat(heard.steps()).containsOnly(200_000L);
    assertThat(ended).isNotDone();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rtmp://169.254.169.254/latest", // no place that something from outside may point at
        "rtmp://0.0.0.0/play",
        "http://127.0.0.1/play",
        "rtmp://127.0.0.1:NOBODY/play",
        "rtmp://127.0.0.1:OTHER/play" // where nobody publishes
      })
  void aPullStaysWhereItIsIfItCannotGoThere(String reference) throws Exception {
    publisherThere.hangUp();
    there.streams.close();
    publish(publisherHere, 0, 8);
    pull();
    heard.await(numbers(5, 8));
    old.point(
        reference
            .replace("NOBODY", Integer.toString(Ports.freeTcp()))
            .replace("OTHER", Integer.toString(other.port())));
    publish(publisherHere, 8, 12);
    heard.await(numbers(5, 12));
    assertThat(ended).isNotDone();
    old.shut();
    assertThat(ended).succeedsWithin(LIMIT);
    assertThat(heard.numbers()).isEqualTo(numbers(5, 12));
  }

  @Test
  void aPullReconnectsToTheSamePlace() {
    publish(publisherHere, 0, 8);
    pull();
    heard.await(numbers(5, 8));
    old.point(null);
    Await.until("a second connection", LIMIT, () -> old.accepted() == 2);
    Await.until("the end of the first", LIMIT, () -> old.connections() == 1);
    publish(publisherHere, 8, 12);
    heard.await(numbers(5, 12));
    assertThat(heard.steps()).containsOnly(200_000L);
  }

  @Test
  void aServerThatOnlyPointsElsewhereIsFollowed() {
    publish(publisherThere, 0, 8);
    old.pointAlwaysTo(other.url("play"));
    pull();
    heard.await(numbers(5, 8));
    Await.until("the end here", LIMIT, () -> old.connections() == 0);
  }

  @Test
  void serversThatPointAtEachOtherAreNotFollowedForEver() {
    publish(publisherHere, 0, 8);
    publish(publisherThere, 0, 8);
    old.pointAlwaysTo(other.url("play"));
    other.pointAlwaysTo(old.url("play"));
    pull();
    heard.await(numbers(5, 8));
    Await.until("many moves", LIMIT, () -> old.accepted() + other.accepted() >= 9);
    Await.until("rest", LIMIT, () -> old.connections() + other.connections() == 1);
    assertThat(old.accepted() + other.accepted()).isEqualTo(9);
    assertThat(ended).isNotDone();
  }

  @Test
  void aPushGoesOnElsewhereFromItsNewestKeyframe() {
    publish(publisherHere, 0, 8);
    RtmpLink link = push();
    awaitPictures(old, 3);
    old.point(other.url("live"));
    Await.until("the end here", LIMIT, () -> old.connections() == 0);
    publish(publisherHere, 8, 12);
    awaitPictures(other, 7);
    assertThat(old.pictures()).containsExactly(1000L, 1200L, 1400L);
    assertThat(other.pictures()).containsExactly(1000L, 1200L, 1400L, 1600L, 1800L, 2000L, 2200L);
    Await.until("that it was told", LIMIT, () -> here.streams.find(COPY).isEmpty());
    assertThat(link.wasPublishing()).isTrue();
    link.close(CloseReason.SHUTDOWN);
    assertThat(ended).succeedsWithin(LIMIT).isEqualTo(CloseReason.SHUTDOWN);
  }

  @Test
  void aPushToTheSameServerContinuesItsStream() {
    publish(publisherHere, 0, 8);
    push();
    awaitPictures(old, 3);
    Stream stream = here.streams.find(COPY).orElseThrow();
    old.point(null);
    Await.until("a second connection", LIMIT, () -> old.accepted() == 2);
    awaitPictures(old, 6);
    publish(publisherHere, 8, 10);
    awaitPictures(old, 8);
    assertThat(old.pictures())
        .containsExactly(1000L, 1200L, 1400L, 1000L, 1200L, 1400L, 1600L, 1800L);
    assertThat(here.streams.find(COPY)).contains(stream);
    assertThat(ended).isNotDone();
  }

  @Test
  void aPushStaysWhereItIsIfTheOtherPlaceRefusesIt() {
    try (TestPeer _ = there.connection().publish("live", COPY.full())) { // is in use there
      publish(publisherHere, 0, 8);
      push();
      awaitPictures(old, 3);
      old.point(other.url("live"));
      Await.until("a refusal", LIMIT, () -> other.accepted() == 1 && other.connections() == 0);
      publish(publisherHere, 8, 12);
      awaitPictures(old, 7);
      assertThat(ended).isNotDone();
    }
  }

  @Test
  void aPushOfAFileGoesOnElsewhereAtAKeyframe() {
    try (Targets targets =
        new Targets(
            here.streams,
            here.sessions,
            here.triggers,
            new StreamTags(_ -> null, System::nanoTime),
            List.of(new RtmpCarrier(client)),
            WeirConfig::defaults,
            Map::of,
            Clock.systemUTC(),
            System::nanoTime)) {
      StreamName film = StreamName.clean("film").orElseThrow();
      targets.pushes().start(film, old.url("live/cam2.mp4") + "?rate=2");
      awaitPictures(old, 25);
      old.point(other.url("live"));
      Await.until("the rest of it", LIMIT, () -> targets.pushes().list().isEmpty());
    }
    Await.until("the end there", LIMIT, () -> old.connections() + other.connections() == 0);
    List<Long> all = new ArrayList<>(old.pictures());
    all.addAll(other.pictures());
    long first = all.getFirst();
    assertThat(all)
        .isEqualTo(
            LongStream.range(0, SampleMedia.PICTURES).map(n -> first + 40 * n).boxed().toList());
    assertThat(other.pictures()).isNotEmpty();
    assertThat((other.pictures().getFirst() - first) % 1000).isZero(); // where its keyframes are
  }

  private RtmpLink push() {
    RtmpUrl url = RtmpUrl.parse(old.url("live/" + COPY.full()));
    return client.push(url, source(), TrackChoice.ALL, true, ended::complete);
  }

  private Stream source() {
    return here.streams.find(StreamName.clean("cam1").orElseThrow()).orElseThrow();
  }

  private static void awaitPictures(PointingServer server, int count) {
    Await.until("pictures", LIMIT, () -> server.pictures().size() >= count);
  }

  /// Keeps which pictures came, and when.
  private static final class Pictures implements TrackSink {
    private record Heard(int number, long dtsMicros) {}

    private final List<Heard> all = new CopyOnWriteArrayList<>();

    @Override
    public void track(Track track) {
      // There is one.
    }

    @Override
    public void sample(Sample sample) {
      if (sample.trackId() == 1) {
        int last = sample.payload().getByte(sample.payload().writerIndex() - 1);
        all.add(new Heard(last, sample.dtsMicros()));
      }
    }

    List<Integer> numbers() {
      return all.stream().map(Heard::number).toList();
    }

    void await(List<Integer> wanted) {
      Await.until("pictures", LIMIT, () -> all.size() >= wanted.size());
      assertThat(numbers()).isEqualTo(wanted);
    }

    /// Between each picture and the next, in microseconds.
    List<Long> steps() {
      List<Long> steps = new ArrayList<>();
      for (int i = 1; i < all.size(); i++) {
        steps.add(all.get(i).dtsMicros - all.get(i - 1).dtsMicros);
      }
      return steps;
    }
  }
}
