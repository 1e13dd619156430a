package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.http.LiveClip;
import dev.weir.http.TestStreams;
import dev.weir.http.WholeClip;
import dev.weir.http.segmented.SegmentedServer.Way;
import dev.weir.media.file.LocalFile;
import dev.weir.media.file.MediaFormat;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Publisher;
import dev.weir.stream.StreamState;
import dev.weir.testkit.Await;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Frames;
import dev.weir.testkit.GStreamer;
import dev.weir.testkit.Played;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/// What FFmpeg and GStreamer make of our CMAF.
class CmafInteropIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<SampleMedia> ALL =
      List.of(
          SampleMedia.H264_AAC,
          SampleMedia.H264_B_FRAMES_AAC,
          SampleMedia.AAC_ONLY,
          SampleMedia.H264_ONLY);
  private static final long RESUME_MILLIS = 3000;

  /// FFmpeg cuts times of DASH down to seconds, and reads shorter segments twice.
  private static final long SEGMENT_MILLIS = 2000;

  /// Named by tests, which is why it is not private.
  static final List<String> MANIFESTS = List.of("index.m3u8", "index.mpd");

  private final SegmentedServer server =
      new SegmentedServer(TestStreams.segments(SEGMENT_MILLIS, 60_000, RESUME_MILLIS));

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  private void publishAll() throws Exception {
    for (SampleMedia media : ALL) {
      server.opened(new LiveClip(media, server.publish("live+" + media)));
    }
  }

  /// A stream that has ended, to its last sample.
  @ParameterizedTest
  @FieldSource("ALL")
  void ffmpegReadsEverySampleThatWasPublished(SampleMedia media) throws Exception {
    Publisher publisher = server.publish("live");
    WholeClip.publish(media, publisher);
    server.stores().of(publisher.stream());
    publisher.close(TestStreams.OVER);
    Await.until("the end", LIMIT, () -> publisher.stream().state() == StreamState.ENDING);
    FfmpegInput input =
        FfmpegInput.of(server.url("/cmaf/live/index.m3u8"))
            .with("-live_start_index", "0")
            .within(LIMIT);
    FfmpegViewer.Received decoded = input.decode();
    assertThat(decoded.log().errors()).isEmpty();
    assertThat(decoded.exitCode()).isZero();
    assertThat(decoded.frames().video())
        .extracting(Frames.Frame::hash)
        .isEqualTo(hashes(FfmpegInput.of(media.file()).decode().frames().video()));
    List<Integer> sound = sizes(input.copy().frames().audio());
    assertThat(sound).hasSizeGreaterThanOrEqualTo(media.frames().audio().size() - 2);
    assertThat(sizes(media.frames().audio())).endsWith(sound.toArray(Integer[]::new));
  }

  private static List<String> hashes(List<Frames.Frame> frames) {
    return frames.stream().map(Frames.Frame::hash).toList();
  }

  private static List<Integer> sizes(List<Frames.Frame> frames) {
    return frames.stream().map(Frames.Frame::sizeBytes).toList();
  }

  /// In an open group there are pictures before the keyframe that it is decoded with.
  @Test
  void manifestsSayWhenTheFirstPictureOfEachSegmentIsShown(@TempDir Path folder) throws Exception {
    Publisher publisher = server.publish("live");
    try (LocalFile clip = LocalFile.open(SampleMedia.HEVC_OPEN_GROUPS.file())) {
      MediaFormat.MP4.readAll(clip, publisher);
    }
    String mpd = get("/cmaf/live/index.mpd?llhls=0");
    long number = Long.parseLong(mpd.replaceAll("(?s).*?startNumber=\"(\\d+)\".*", "$1"));
    List<Instant> dates =
        Pattern.compile("#EXT-X-PROGRAM-DATE-TIME:(.*)")
            .matcher(get("/cmaf/live/1/index.m3u8"))
            .results()
            .map(date -> Instant.parse(date.group(1)))
            .toList();
    List<long[]> timeline = timeline(mpd);
    assertThat(timeline).hasSizeGreaterThan(1);
    List<Long> shown = new ArrayList<>();
    for (int i = 0; i < timeline.size(); i++) {
      Path segment = folder.resolve(i + ".mp4");
      Files.write(segment, bytes("/cmaf/live/1/init_" + number + ".m4s"));
      Files.write(
          segment, bytes("/cmaf/live/1/chunk_" + (number + i) + ".m4s"), StandardOpenOption.APPEND);
      List<Frames.Frame> pictures = FfmpegInput.of(segment).copy().frames().video();
      shown.add(pictures.stream().mapToLong(Frames.Frame::ptsMicros).min().orElseThrow());
      assertThat(timeline.get(i)[0]).isEqualTo(Math.round(shown.get(i) * 0.09));
      assertThat(Duration.between(dates.getFirst(), dates.get(i)).toMillis())
          .isCloseTo((shown.get(i) - shown.getFirst()) / 1000, within(1L));
    }
    for (int i = 1; i < timeline.size(); i++) {
      assertThat(timeline.get(i)[0]).isEqualTo(timeline.get(i - 1)[0] + timeline.get(i - 1)[1]);
    }
  }

  /// Start and duration of each segment of the first timeline.
  private static List<long[]> timeline(String mpd) {
    List<long[]> all = new ArrayList<>();
    String first = mpd.substring(0, mpd.indexOf("</SegmentTimeline>"));
    Pattern.compile("<S t=\"(\\d+)\" d=\"(\\d+)\"(?: r=\"(\\d+)\")?/>")
        .matcher(first)
        .results()
        .forEach(run -> {
          long repeats = run.group(3) == null ? 0 : Long.parseLong(run.group(3));
          long duration = Long.parseLong(run.group(2));
          for (long i = 0; i <= repeats; i++) {
            all.add(new long[] {Long.parseLong(run.group(1)) + i * duration, duration});
          }
        });
    return all;
  }

  private byte[] bytes(String path) throws IOException {
    try (InputStream in = URI.create(server.url(path)).toURL().openStream()) {
      return in.readAllBytes();
    }
  }

  private String get(String path) throws IOException {
    return new String(bytes(path), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @FieldSource("MANIFESTS")
  void ffmpegFollowsLiveStreams(String manifest) throws Exception {
    publishAll();
    Map<SampleMedia, FfmpegViewer> viewers = new HashMap<>();
    for (SampleMedia media : ALL) {
      String address = server.url("/cmaf/live+" + media + "/" + manifest);
      viewers.put(media, server.opened(FfmpegInput.of(address).startDecoding()));
    }
    viewers.forEach((media, viewer) -> {
      Frames frames = viewer.await(media.hasVideo() ? 75 : 0, media.hasAudio() ? 120 : 0, LIMIT);
      assertThat(viewer.log().errors()).isEmpty();
      assertNoGap(frames.video());
      assertNoGap(frames.audio());
    });
  }

  /// Frames of video last 40 ms, of sound 21 ms. FFmpeg finds its place in a DASH manifest that it
  /// reads again by whole seconds, and may give a segment twice: the same frame counts once.
  private static void assertNoGap(List<Frames.Frame> track) {
    List<Long> times = track.stream().map(Frames.Frame::ptsMicros).distinct().sorted().toList();
    for (int i = 1; i < times.size(); i++) {
      assertThat(times.get(i) - times.get(i - 1)).isBetween(15_000L, 45_000L);
    }
  }

  @ParameterizedTest
  @FieldSource("MANIFESTS")
  void gstreamerPlaysLiveStreams(String manifest) throws Exception {
    publishAll();
    Map<SampleMedia, GStreamer> players = new HashMap<>();
    for (SampleMedia media : ALL) {
      players.put(
          media,
          server.opened(GStreamer.follow(server.url("/cmaf/live+" + media + "/" + manifest))));
    }
    players.forEach((media, player) -> {
      Duration sound = media.hasAudio() ? Duration.ofSeconds(2) : Duration.ZERO;
      Played played = player.await(media.hasVideo() ? 50 : 0, sound, LIMIT);
      assertThat(played.errors()).isEmpty();
      assertThat(played.warnings()).isEmpty();
    });
  }

  /// Two encoders, one behind the other, and no more. FFmpeg reads one period of DASH, the longest.
  @ParameterizedTest
  @EnumSource(value = Way.class, names = "DASH", mode = EnumSource.Mode.EXCLUDE)
  void ffmpegReadsOnBehindADiscontinuity(Way way) throws Exception {
    for (CloseReason end : List.of(CloseReason.PEER_FINISHED, TestStreams.OVER)) {
      Publisher publisher = server.publish("live");
      WholeClip.publish(SampleMedia.H264_AAC, publisher);
      server.stores().of(publisher.stream());
      publisher.close(end);
    }
    FfmpegViewer.Received decoded =
        FfmpegInput.of(server.url(way.path("live")))
            .with("-live_start_index", "0")
            .within(LIMIT)
            .decode();
    assertThat(decoded.log().errors()).isEmpty();
    List<Frames.Frame> pictures = decoded.frames().video();
    assertThat(pictures).hasSize(2 * SampleMedia.PICTURES);
    assertNoGap(pictures.subList(0, SampleMedia.PICTURES));
    assertNoGap(pictures.subList(SampleMedia.PICTURES, pictures.size()));
    long between =
        pictures.get(SampleMedia.PICTURES).ptsMicros()
            - pictures.get(SampleMedia.PICTURES - 1).ptsMicros();
    assertThat(between).as("sound may end later").isBetween(15_000L, 100_000L);
  }
}
