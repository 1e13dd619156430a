package dev.weir.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.buffer.PagePool;
import dev.weir.buffer.TrackBuffer;
import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.media.Track;
import dev.weir.net.Transport;
import dev.weir.stream.OnDemandSource;
import dev.weir.stream.OpenResult;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamGate;
import dev.weir.stream.StreamState;
import dev.weir.stream.Streams;
import dev.weir.testkit.Await;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files and playlists as live streams, in a time that runs twenty times as fast.
class LiveFileSourceTest {
  private static final int FASTER = 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final Transport transport = new Transport(Transport.Kind.NIO, 1);
  private final List<OnDemandSource> files = List.of(new FileSource());
  private final Streams streams =
      new Streams(
          this::config,
          StreamGate.OPEN,
          List.of(
              new LiveFileSource(files, LiveFileSourceTest::fastNanos),
              new PlaylistSource(files, Clock.systemUTC(), LiveFileSourceTest::fastNanos)),
          files,
          new PagePool(1 << 20),
          transport,
          Clock.systemUTC(),
          System::nanoTime);

  private StreamConfig config(String name) {
    StreamSource source =
        name.equals("list")
            ? new StreamSource.Playlist(folder.resolve("list.pls").toString())
            : new StreamSource.File(SampleMedia.H264_AAC.file().toString());
    StreamConfig config = StreamConfig.of(name, source);
    return new StreamConfig(
        name,
        source,
        config.dvrMillis(),
        config.cutMillis(),
        config.resumeMillis(),
        config.segmentSizeMillis(),
        config.event(),
        config.alwaysOn(),
        true,
        config.inputTimeoutMillis(),
        config.fallbackStream(),
        config.tags(),
        config.maxBufferBytes(),
        config.mergeMillis());
  }

  @AfterEach
  void stop() {
    streams.close();
    transport.close();
  }

  private Stream open(String name) throws Exception {
    OpenResult opened =
        streams.open(new StreamName(name, "")).toCompletableFuture().get(60, TimeUnit.SECONDS);
    assertThat(opened).isInstanceOf(OpenResult.Online.class);
    return ((OpenResult.Online) opened).stream();
  }

  private static long pictures(Stream stream) {
    return stream.buffers().stream()
        .filter(buffer -> buffer.track().isVideo())
        .mapToLong(TrackBuffer::head)
        .sum();
  }

  private static long fastNanos() {
    return System.nanoTime() * FASTER;
  }

  @Test
  void aRealtimeFileIsALiveStreamThatEndsWithIt() throws Exception {
    Stream stream = open("film");
    Await.until("the end", LIMIT, () -> stream.state() == StreamState.ENDING);
    assertThat(String.valueOf(stream.endReason())).isEqualTo("CLEAN_EOF: played to its end");
    assertThat(streams.onDemand()).isEmpty();
  }

  @Test
  void aPlaylistPlaysItsEntriesInTurnAsOneStream() throws Exception {
    Files.copy(SampleMedia.H264_AAC.file(), folder.resolve("one.flv"));
    Files.writeString(
        folder.resolve("list.pls"),
        "one.flv\nnot there.mp4\n" + SampleMedia.H264_B_FRAMES_AAC.file() + "\n");
    Stream stream = open("list");
    Await.until("three rounds", LIMIT, () -> pictures(stream) > 2.5 * SampleMedia.PICTURES);
    assertThat(stream.tracks()).hasSizeLessThanOrEqualTo(3); // those of the same codec go on
    assertThat(stream.repairs().toString()).isNotNull();
  }

  @Test
  void aPlaylistIsReadAnewBeforeEachEntry() throws Exception {
    Path list = folder.resolve("list.pls");
    Files.writeString(list, SampleMedia.H264_ONLY.file() + "\n");
    Stream stream = open("list");
    assertThat(stream.tracks()).noneMatch(Track::isAudio);
    new PlaylistFile(list).change(_ -> List.of(SampleMedia.H264_AAC.file().toString()));
    Await.until("sound", LIMIT, () -> stream.tracks().stream().anyMatch(Track::isAudio));
  }

  @Test
  void aPlaylistOfNothingWaits() throws IOException {
    Files.writeString(folder.resolve("list.pls"), "nothing.mp4\n");
    var opened = streams.open(new StreamName("list", "")).toCompletableFuture();
    assertThat(opened).isNotDone();
  }
}
