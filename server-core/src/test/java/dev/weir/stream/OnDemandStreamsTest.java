package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.buffer.PagePool;
import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.net.Transport;
import dev.weir.source.FileSource;
import dev.weir.testkit.Await;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnDemandStreamsTest {
  @TempDir Path folder;

  private final Transport transport = new Transport(Transport.Kind.NIO, 1);
  private final AtomicLong clock = new AtomicLong();
  private final Streams streams =
      new Streams(
          base ->
              StreamConfig.of(
                  base,
                  base.equals("one")
                      ? new StreamSource.File(folder + "/one.flv")
                      : new StreamSource.Folder(folder + "/")),
          StreamGate.OPEN,
          List.of(),
          List.of(new FileSource()),
          new PagePool(1 << 20),
          transport,
          Clock.systemUTC(),
          clock::get);

  @BeforeEach
  void copyFilm() throws IOException {
    Files.copy(SampleMedia.H264_AAC.file(), folder.resolve("film.flv"));
  }

  @AfterEach
  void stop() {
    streams.close();
    transport.close();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private OpenResult open(String wildcard) throws Exception {
    return get(streams.open(new StreamName("vod", wildcard)));
  }

  private OnDemandStream film() throws Exception {
    return ((OpenResult.OnDemand) open("film.flv")).stream();
  }

  private void pass(long seconds) {
    clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void tellsOfTheFile() throws Exception {
    OnDemandStream film = film();
    assertThat(film.tracks()).hasSize(3); // with the messages of FLV
    assertThat(film.durationMicros()).isBetween(7_900_000L, 8_100_000L);
    assertThat(film.selectableTracks().getFirst().bitsPerSecond()).isBetween(100_000L, 600_000L);
    assertThat(film.selectableTracks().getFirst().reordered()).isFalse();
  }

  @Test
  void allViewersShareOneFile() throws Exception {
    CompletionStage<OpenResult> first = streams.open(new StreamName("vod", "film.flv"));
    CompletionStage<OpenResult> second = streams.open(new StreamName("vod", "film.flv"));
    assertThat(get(first)).isEqualTo(get(second));
    assertThat(streams.onDemand()).hasSize(1);
  }

  @Test
  void closesTheFileSomeTimeAfterItsLastViewer() throws Exception {
    OnDemandStream film = film();
    assertThat(film.joined()).isTrue();
    pass(100);
    assertThat(film()).isSameAs(film); // held
    film.left(clock.get());
    pass(31);
    Await.until("the end", Duration.ofSeconds(60), () -> streams.onDemand().isEmpty());
    assertThat(film.joined()).isFalse();
    assertThat(film()).isNotSameAs(film);
  }

  @Test
  void opensAFileAgainThatHasChanged() throws Exception {
    OnDemandStream before = film();
    assertThat(before.joined()).isTrue();
    Files.copy(
        SampleMedia.MP3_ONLY.file(),
        folder.resolve("film.flv"),
        StandardCopyOption.REPLACE_EXISTING);
    pass(60);
    OnDemandStream after = film();
    assertThat(after.tracks()).hasSize(1);
    assertThat(after.version()).isNotEqualTo(before.version());
    assertThat(before.endReason()).isNull(); // who is in it stays in it
    assertThat(streams.onDemand()).containsExactly(after);
    before.left(clock.get());
    pass(6);
    Await.until("the close", Duration.ofSeconds(60), before::isClosed);
  }

  @Test
  void aFileThatIsGoneIsOffline() throws Exception {
    film();
    Files.delete(folder.resolve("film.flv"));
    pass(60);
    assertThat(open("film.flv")).isInstanceOf(OpenResult.Offline.class);
    assertThat(streams.onDemand()).isEmpty();
  }

  /// Whose names are chosen by viewers is not told of.
  @Test
  void tellsAnOperatorWhyAFileCouldNotBeOpened() throws Exception {
    StreamName one = new StreamName("one", "");
    assertThat(streams.troubleOnDemand(one)).isEmpty();
    get(streams.open(one));
    assertThat(streams.troubleOnDemand(one)).hasValue("Stream is offline: there is no such file");
    Path file = Files.writeString(folder.resolve("one.flv"), "no film");
    get(streams.open(one));
    assertThat(streams.troubleOnDemand(one)).get().asString().startsWith("Stream cannot be played");
    Files.copy(SampleMedia.H264_AAC.file(), file, StandardCopyOption.REPLACE_EXISTING);
    get(streams.open(one));
    assertThat(streams.troubleOnDemand(one)).isEmpty();
    open("none.flv");
    open("");
    assertThat(streams.troubleOnDemand(new StreamName("vod", "none.flv"))).isEmpty();
    assertThat(streams.troubleOnDemand(new StreamName("vod", ""))).isEmpty();
  }

  @Test
  void saysWhyNothingIsPlayed() throws Exception {
    Files.writeString(folder.resolve("broken.mp4"), "no film");
    assertThat(open("none.flv"))
        .isEqualTo(
            new OpenResult.Offline(
                StreamState.OFFLINE, "Stream is offline: there is no such file"));
    assertThat(open("")).asString().contains("vod+FILE");
    assertThat(open("broken.mp4")).asString().contains("moov").doesNotContain(folder.toString());
    assertThat(open("../film.flv")).isInstanceOf(OpenResult.Offline.class);
  }

  @Test
  void anOperatorEndsItForAll() throws Exception {
    OnDemandStream film = film();
    assertThat(streams.stop(film.name(), CloseReason.SHUTDOWN)).isTrue();
    assertThat(film.endReason()).isEqualTo(CloseReason.SHUTDOWN);
    assertThat(streams.onDemand()).isEmpty();
  }

  @Test
  void idleFilesMakeRoomForOthersAndViewedOnesDoNot() throws Exception {
    Files.copy(SampleMedia.H264_AAC.file(), folder.resolve("second.flv"));
    OnDemandStreams few =
        new OnDemandStreams(
            List.of(new FileSource()),
            StreamGate.OPEN,
            (_, _) -> CompletableFuture.completedStage(new OpenResult.Unknown("not live")),
            transport,
            clock::get,
            25_000);
    StreamConfig config = StreamConfig.of("vod", new StreamSource.Folder(folder + "/"));
    StreamName first = new StreamName("vod", "film.flv");
    StreamName second = new StreamName("vod", "second.flv");
    assertThat(get(few.open(first, config))).isInstanceOf(OpenResult.OnDemand.class);
    assertThat(get(few.open(second, config))).isInstanceOf(OpenResult.OnDemand.class);
    assertThat(few.all()).hasSize(1);
    assertThat(few.all().getFirst().joined()).isTrue();
    assertThat(get(few.open(first, config))).asString().contains("too many files are open");
    few.close();
  }
}
