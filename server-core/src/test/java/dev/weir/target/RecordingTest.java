package dev.weir.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.feed.ProgressiveFormat;
import dev.weir.matroska.MatroskaDemuxer;
import dev.weir.media.Codec;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.opus.OpusHead;
import dev.weir.playback.PlayableStream;
import dev.weir.stream.Publisher;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
  @TempDir private Path folder;

  private final TestStreams world = new TestStreams();
  private final Publisher publisher = world.publish("live");
  private final List<FileFacts> complete = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  @AfterEach
  void close() {
    publisher.close(TestStreams.DONE);
    world.close();
  }

  private Delivery delivery(String target) {
    return new Delivery(
        new PlayableStream(world.stream("live")),
        Target.parse(folder + "/" + target),
        new TargetVariables(
            TestStreams.name("live"), "", ZonedDateTime.now(Clock.systemUTC()), Map.of()),
        Clock.systemUTC(),
        System::nanoTime,
        notes::add,
        complete::add);
  }

  /// Records what was published so far.
  private Delivery record(String target) throws IOException {
    Delivery delivery = delivery(target);
    ProgressiveFormat format = ProgressiveFormat.MKV;
    try (Pump pump = delivery.pump(format)) {
      Recording recording =
          new Recording(delivery, format, new RecordingFolders(List.of()), pump::tracks);
      while (pump.next() == Pump.Step.SAMPLE) {
        recording.sample(pump.track(), pump.sample(), pump.atSync());
      }
      recording.finish();
    }
    return delivery;
  }

  /// The numbers of the samples in a file, by track, in their order.
  private List<String> samples(String file) throws IOException {
    List<String> found = new ArrayList<>();
    TrackSink sink =
        TrackSink.ofSamples(sample -> {
          ByteBuf payload = sample.payload();
          found.add(sample.trackId() + ":" + payload.getInt(payload.writerIndex() - 4));
        });
    MatroskaDemuxer demuxer = new MatroskaDemuxer(sink);
    demuxer.read(Unpooled.wrappedBuffer(Files.readAllBytes(folder.resolve(file))));
    demuxer.end();
    return found;
  }

  @Test
  void holdsEverySampleOfAYoungStream() throws IOException {
    TestStreams.publish(publisher, 0, 100);
    record("a.mkv");
    assertThat(samples("a.mkv")).hasSize(300).contains("1:0", "2:0", "1:99", "2:199");
  }

  @Test
  void losesAndRepeatsNothingAtCuts() throws IOException {
    TestStreams.publish(publisher, 0, 150);
    record("a.mkv?split=1");
    List<String> all = new ArrayList<>();
    for (String file : List.of("a.mkv", "a-2.mkv", "a-3.mkv", "a-4.mkv", "a-5.mkv", "a-6.mkv")) {
      List<String> part = samples(file);
      assertThat(part.getFirst()).startsWith("1:");
      all.addAll(part);
    }
    assertThat(all).hasSize(450).doesNotHaveDuplicates();
    // Sound from before a picture lies before the cut, though it was published behind it.
    assertThat(samples("a.mkv")).contains("2:50").doesNotContain("1:25", "2:51");
    assertThat(complete).hasSize(6);
  }

  @Test
  void keepsFilesThatAreThere() throws IOException {
    TestStreams.publish(publisher, 0, 30);
    Files.writeString(folder.resolve("a.mkv"), "precious");
    Delivery delivery = record("a.mkv");
    assertThat(folder.resolve("a.mkv")).hasContent("precious");
    assertThat(delivery.place()).isEqualTo(folder.toRealPath().resolve("a-2.mkv").toString());
    assertThat(samples("a-2.mkv")).hasSize(90);
  }

  @Test
  void writesOverFilesWhenToldTo() throws IOException {
    TestStreams.publish(publisher, 0, 30);
    Files.writeString(folder.resolve("a.mkv"), "rubbish".repeat(10_000));
    record("a.mkv?overwrite");
    assertThat(samples("a.mkv")).hasSize(90);
  }

  @Test
  void doesNotFollowALinkInThePlaceOfTheFile() throws IOException {
    TestStreams.publish(publisher, 0, 30);
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    Files.createSymbolicLink(folder.resolve("a.mkv"), victim);
    assertThatThrownBy(() -> record("a.mkv?overwrite")).isInstanceOf(IOException.class);
    record("a.mkv");
    assertThat(victim).hasContent("precious");
    assertThat(samples("a-2.mkv")).hasSize(90);
  }

  @Test
  void beginsANewFileWhenATrackChanges() throws IOException {
    TestStreams.publish(publisher, 0, 30);
    publisher.track(Track.of(2, OpusHead.of(1)));
    TestStreams.publish(publisher, 30, 45);
    record("a.mkv");
    assertThat(samples("a.mkv")).contains("1:0", "1:49", "2:59").doesNotContain("2:60");
    assertThat(samples("a-2.mkv")).contains("1:50", "2:149");
  }

  @Test
  void listsFilesInAPlaylist() throws IOException {
    TestStreams.publish(publisher, 0, 150);
    record("s$segmentCounter.mkv?m3u8=list.m3u8&split=1&maxEntries=3");
    String list = Files.readString(folder.resolve("list.m3u8"));
    assertThat(list.lines().filter(line -> !line.startsWith("#EXT-X-PROGRAM")))
        .containsExactly(
            "#EXTM3U",
            "#EXT-X-VERSION:3",
            "#EXT-X-TARGETDURATION:1",
            "#EXT-X-MEDIA-SEQUENCE:3",
            "#EXTINF:1.000000,",
            "s3.mkv",
            "#EXTINF:1.000000,",
            "s4.mkv",
            "#EXTINF:0.965000,",
            "s5.mkv",
            "#EXT-X-ENDLIST");
    assertThat(folder.resolve("s2.mkv")).doesNotExist();
    assertThat(folder.resolve("s3.mkv")).exists();
  }

  @Test
  void namesOfFilesHoldNoLineBreaks() {
    TestStreams.publish(publisher, 0, 30);
    assertThatThrownBy(() -> record("?segment=a%0Ab.mkv"))
        .hasMessageContaining("control characters");
    assertThatThrownBy(() -> record("a$segmentCounter.mkv?m3u8=a%0Ab.m3u8"))
        .hasMessageContaining("control characters");
  }

  @Test
  void goesOnWithAPlaylist() throws IOException {
    TestStreams.publish(publisher, 0, 50);
    String target = "s$segmentCounter.mkv?m3u8=list.m3u8&split=1&append&nounlink&targetAge=1.5";
    record(target);
    record(target);
    String list = Files.readString(folder.resolve("list.m3u8"));
    assertThat(list.lines().filter(line -> !line.startsWith("#EXT-X-PROGRAM")))
        .containsExactly(
            "#EXTM3U",
            "#EXT-X-VERSION:3",
            "#EXT-X-TARGETDURATION:1",
            "#EXT-X-MEDIA-SEQUENCE:2",
            "#EXT-X-DISCONTINUITY",
            "#EXTINF:1.000000,",
            "s2.mkv",
            "#EXTINF:0.965000,",
            "s3.mkv",
            "#EXT-X-ENDLIST");
    assertThat(folder.resolve("s0.mkv")).exists();
  }

  @Test
  void doesNotDeleteWhatAForgedPlaylistLists() throws IOException {
    TestStreams.publish(publisher, 0, 30);
    Files.writeString(
        folder.resolve("list.m3u8"), "#EXTM3U\n#EXTINF:1,\n../../etc/passwd\n#EXTINF:1,\na\n");
    assertThatThrownBy(
            () -> record("s$segmentCounter.mkv?m3u8=list.m3u8&append&maxEntries=1&split=1"))
        .hasMessageContaining("is no playlist of ours");
  }

  @Test
  void wantsACounterForAPlaylist() {
    assertThatThrownBy(() -> record("s.mkv?m3u8=list.m3u8"))
        .hasMessageContaining("needs $segmentCounter");
    assertThatThrownBy(() -> record("s$segmentCounter.mkv?m3u8=/etc/passwd"))
        .hasMessage("the name of a playlist ends with .m3u8");
  }

  @Test
  void recordsTheWindowThatWasAskedFor() throws IOException {
    TestStreams.publish(publisher, 0, 150);
    record("a.mkv?recstart=2500&recstop=4000");
    // From the keyframe at 2 s on.
    assertThat(samples("a.mkv")).contains("1:50", "1:99").doesNotContain("1:49", "1:100");
    record("b.mkv?recstart=1000&duration=1");
    assertThat(samples("b.mkv")).contains("1:25", "1:49").doesNotContain("1:24", "1:50");
    record("c.mkv?pushdelay=2");
    assertThat(samples("c.mkv")).contains("1:0", "1:99").doesNotContain("1:101");
  }

  /// Messages describe the stream: who comes later gets the newest, however old it is.
  @Test
  void countsADurationFromTheFirstPicture() throws IOException {
    publisher.track(Track.of(3, new Codec.Data(Codec.Data.Format.AMF0)));
    publisher.sample(new Sample(3, 0, 0, true, Unpooled.wrappedBuffer(new byte[] {2, 0, 0})));
    TestStreams.publish(publisher, 0, 600);
    int samples = 0;
    try (Pump pump = delivery("a.flv?duration=1").pump(ProgressiveFormat.FLV)) {
      while (pump.next() == Pump.Step.SAMPLE) {
        samples++;
      }
    }
    assertThat(samples).isGreaterThan(50);
  }

  @Test
  void noticesThatTheFileWasRemoved() throws IOException {
    TestStreams.publish(publisher, 0, 30);
    Delivery delivery = delivery("a.mkv");
    try (Pump pump = delivery.pump(ProgressiveFormat.MKV)) {
      Recording recording =
          new Recording(
              delivery, ProgressiveFormat.MKV, new RecordingFolders(List.of()), pump::tracks);
      while (pump.next() == Pump.Step.SAMPLE) {
        recording.sample(pump.track(), pump.sample(), pump.atSync());
      }
      recording.flush(10_000_000_000L);
      Files.delete(folder.resolve("a.mkv"));
      assertThatThrownBy(() -> recording.flush(20_000_000_000L))
          .hasMessageContaining("was removed");
      recording.abandon();
    }
  }
}
