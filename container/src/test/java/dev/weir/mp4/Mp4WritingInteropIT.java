package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.media.MemoryFile;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.testkit.Browser;
import dev.weir.testkit.Chromium;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Firefox;
import dev.weir.testkit.Frames;
import dev.weir.testkit.GStreamer;
import dev.weir.testkit.Played;
import dev.weir.testkit.VideoState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// FFmpeg and GStreamer play what is written, sample by sample the original, and browsers to its
/// end.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Mp4WritingInteropIT {
  private static final int SECONDS = 2;
  private static final int PICTURES = 50;
  private static final int PART_SAMPLES = 12;

  /// Where a live stream may be: far from 0, so that times take more than 32 bits.
  private static final Duration LATER = Duration.ofHours(20);

  private static final String X264 =
      "-c:v libx264 -preset veryfast -pix_fmt yuv420p -g 25 -bf 2 -threads 1 ";

  /// Three times as fast, which changes nothing of what is read.
  private static final String PAGE =
      "<!doctype html><video autoplay src='written.mp4' onplay='this.playbackRate = 3'></video>";

  @TempDir private static Path directory;

  private final Map<Source, FfmpegSamples> encoded = new EnumMap<>(Source.class);

  enum Source {
    H264_AAC("mp4", X264 + "-c:a aac"),
    H264_MP3("mp4", X264 + "-c:a libmp3lame"),
    H264_AC3("mp4", X264 + "-c:a ac3 -ac 6"),
    H264_EAC3("mp4", X264 + "-c:a eac3"),
    H264_ALAC("mp4", X264 + "-c:a alac -sample_fmt s16p"),
    H264_PCM("mov", X264 + "-c:a pcm_s16le"),
    H264_PCM24("mov", X264 + "-c:a pcm_s24be"),
    H264_FLOAT("mov", X264 + "-c:a pcm_f32le"),
    H264_ALAW("mov", X264 + "-c:a pcm_alaw"),
    HEVC_FLAC(
        "mp4",
        "-c:v libx265 -preset ultrafast -pix_fmt yuv420p -tag:v hvc1 -x265-params"
            + " keyint=25:bframes=2:open-gop=0:log-level=none -c:a flac -strict -2"),
    VP9_OPUS(
        "mp4",
        "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -pix_fmt yuv420p -g 25 -c:a libopus"),
    AV1_AAC(
        "mp4",
        "-c:v libaom-av1 -usage realtime -cpu-used 8 -lag-in-frames 0 -pix_fmt yuv420p -g 25 -c:a"
            + " aac"),
    MPEG4_AAC("mp4", "-c:v mpeg4 -g 25 -c:a aac");

    private final String extension;
    private final String options;

    Source(String extension, String options) {
      this.extension = extension;
      this.options = options;
    }

    FfmpegSamples encode() {
      return new FfmpegSamples(directory, extension, SECONDS, List.of(options.split(" ")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everySampleOfALiveStreamIsPlayed(Source source) throws IOException {
    FfmpegSamples media = encoded.computeIfAbsent(source, Source::encode);
    List<Sample> samples = media.samplesAfter(LATER);
    check(media.tracks(), samples, live(media.tracks(), samples));
    play(media.tracks());
  }

  private static ByteBuf live(List<Track> tracks, List<Sample> samples) {
    Mp4Muxer muxer = new Mp4Muxer(Mp4Muxer.Start.STREAM);
    ByteBuf out = Unpooled.buffer();
    tracks.forEach(track -> muxer.track(track, out));
    muxer.header(out);
    samples.forEach(sample -> muxer.sample(sample, out));
    return out;
  }

  /// FFmpeg with the settings that Chromium has.
  @ParameterizedTest
  @EnumSource(names = {"H264_AAC", "VP9_OPUS"})
  void aViewerWhoJoinsHearsAndSeesWhatIsNew(Source source) throws IOException {
    FfmpegSamples media = encoded.computeIfAbsent(source, Source::encode);
    List<Sample> samples = media.samplesAfter(Duration.ofMinutes(10));
    Mp4Muxer muxer = new Mp4Muxer(Mp4Muxer.Start.NOW);
    ByteBuf unread = Unpooled.buffer();
    media.tracks().forEach(track -> muxer.track(track, unread));
    int joined = samples.size() / 2;
    samples.subList(0, joined).forEach(sample -> muxer.sample(sample, unread));
    ByteBuf out = Unpooled.buffer();
    muxer.header(out);
    samples.forEach(
        sample -> muxer.sample(sample, out)); // from the keyframe on, which is the first
    Path written = Files.write(directory.resolve("written.mp4"), ByteBufUtil.getBytes(out));
    FfmpegViewer.Received received =
        FfmpegInput.of(written).with("-advanced_editlist", "0").decode();
    assertThat(received.log().errors()).isEmpty();
    List<Sample> newer = samples.subList(joined, samples.size());
    assertThat(shown(received.frames().video())).isCloseTo(samplesOf(1, newer), within(3L));
    assertThat(shown(received.frames().audio())).isCloseTo(samplesOf(2, newer), within(3L));
  }

  private static long shown(List<Frames.Frame> frames) {
    return frames.stream().filter(frame -> frame.ptsMicros() >= 0).count();
  }

  private static long samplesOf(int trackId, List<Sample> samples) {
    return samples.stream().filter(sample -> sample.trackId() == trackId).count();
  }

  @ParameterizedTest
  @EnumSource(names = {"H264_AAC", "H264_PCM", "HEVC_FLAC", "VP9_OPUS", "AV1_AAC"})
  void everySampleOfCmafPartsIsPlayed(Source source) throws IOException {
    FfmpegSamples media = encoded.computeIfAbsent(source, Source::encode);
    for (Track track : media.tracks()) {
      List<Sample> samples =
          media.samplesAfter(LATER).stream()
              .filter(sample -> sample.trackId() == track.id())
              .toList();
      check(List.of(track), samples, parts(track, samples));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everySampleOfAVirtualFileIsPlayed(Source source) throws IOException {
    FfmpegSamples media = encoded.computeIfAbsent(source, Source::encode);
    check(media.tracks(), media.samples(), virtual(media));
    play(media.tracks());
  }

  private static ByteBuf virtual(FfmpegSamples media) throws IOException {
    Mp4VirtualFile file =
        Mp4VirtualFile.of(new MemoryFile(media.tracks(), media.samples()), Set.of(1, 2));
    ByteBuf out = Unpooled.buffer();
    try (Mp4VirtualReader reader = file.open(0)) {
      while (reader.read(out, 1 << 16) > 0) {
        // until the end
      }
    }
    return out;
  }

  @Test
  void chromiumPlaysToTheEnd() throws IOException {
    try (Browser browser = Chromium.start("--allow-file-access-from-files")) {
      playToTheEnd(browser);
    }
  }

  @Test
  void firefoxPlaysToTheEnd() throws IOException {
    try (Browser browser = Firefox.start()) {
      playToTheEnd(browser);
    }
  }

  /// What both browsers have a decoder for, live and from a file.
  private void playToTheEnd(Browser browser) throws IOException {
    for (Source source :
        List.of(Source.H264_AAC, Source.H264_MP3, Source.VP9_OPUS, Source.AV1_AAC)) {
      FfmpegSamples media = encoded.computeIfAbsent(source, Source::encode);
      List<Sample> samples = media.samplesAfter(Duration.ZERO);
      for (ByteBuf written : List.of(live(media.tracks(), samples), virtual(media))) {
        Files.write(directory.resolve("written.mp4"), ByteBufUtil.getBytes(written));
        Path page = directory.resolve("page.html");
        Files.writeString(page, PAGE);
        browser.open(page.toUri().toString());
        VideoState end = browser.awaitVideo(VideoState::ended, Duration.ofSeconds(60));
        assertThat(end.error()).isEmpty();
        assertThat(end.widthPixels()).isPositive();
        assertThat(end.totalFrames()).isGreaterThan(PICTURES * 3 / 4);
        assertThat(end.currentTimeSeconds()).isBetween(SECONDS - 0.2, SECONDS + 0.2);
      }
    }
    takesWhatFollowsMissingPictures(browser);
  }

  /// Three are missing behind the first keyframe: nothing is dropped up to the next one.
  private void takesWhatFollowsMissingPictures(Browser browser) {
    FfmpegSamples media = encoded.computeIfAbsent(Source.H264_AAC, Source::encode);
    Track video = media.tracks().getFirst();
    List<Sample> samples =
        new ArrayList<>(
            media.samplesAfter(Duration.ZERO).stream()
                .filter(sample -> sample.trackId() == video.id())
                .toList());
    samples.subList(1, 4).clear();
    byte[] written = ByteBufUtil.getBytes(live(List.of(video), samples));
    String appended =
        """
        (async () => {
          const source = new MediaSource();
          document.querySelector('video').src = URL.createObjectURL(source);
          await new Promise(opened => source.onsourceopen = opened);
          const buffer = source.addSourceBuffer('video/mp4; codecs="%s"');
          buffer.appendBuffer(Uint8Array.from(atob('%s'), c => c.charCodeAt(0)));
          await new Promise(done => buffer.onupdateend = done);
          return buffer.buffered.end(0) - buffer.buffered.start(0);
        })()\
        """
            .formatted(video.codec().codecString(), Base64.getEncoder().encodeToString(written));
    assertThat(browser.evaluate(appended).asDouble())
        .as("seconds in one piece")
        .isBetween(SECONDS - 0.2, SECONDS + 0.2);
  }

  @ParameterizedTest
  @EnumSource(names = {"H264_AAC", "H264_PCM24", "HEVC_FLAC", "VP9_OPUS"})
  void aRecordingIsPlayedBeforeAndAfterItsEnd(Source source) throws IOException {
    FfmpegSamples media = encoded.computeIfAbsent(source, Source::encode);
    List<Sample> samples = media.samplesAfter(Duration.ZERO);
    Mp4Recorder recorder = new Mp4Recorder(media.tracks());
    ByteBuf out = Unpooled.buffer();
    recorder.begin(out);
    samples.forEach(sample -> recorder.sample(sample, out));
    Files.write(directory.resolve("written.mp4"), ByteBufUtil.getBytes(out));
    FfmpegViewer.Received open = FfmpegInput.of(directory.resolve("written.mp4")).decode();
    assertThat(complaints(open)).isEmpty();
    assertThat(open.frames().video()).hasSizeBetween(24, PICTURES);

    Mp4Recorder.Finish finish = recorder.finish(out);
    ByteBuf header = Unpooled.buffer();
    finish.bytes().writeTo(header);
    out.setBytes((int) finish.position(), header);
    long origin = samples.getFirst().dtsMicros();
    List<Sample> fromZero =
        samples.stream()
            .map(s ->
                new Sample(
                    s.trackId(),
                    s.dtsMicros() - origin,
                    s.ptsOffsetMicros(),
                    s.keyframe(),
                    s.payload()))
            .toList();
    check(media.tracks(), fromZero, out);
    play(media.tracks());
  }

  private static ByteBuf parts(Track track, List<Sample> samples) {
    ByteBuf out = Unpooled.buffer();
    InitSegment.write(List.of(track), out);
    PartWriter part = new PartWriter(track);
    int sequenceNumber = 0;
    for (int from = 0; from < samples.size(); from += PART_SAMPLES) {
      int to = Math.min(from + PART_SAMPLES, samples.size());
      if (from % (2 * PART_SAMPLES) == 0) {
        SegmentBoxes.segmentType(out);
        SegmentBoxes.producerReferenceTime(track.id(), 1_700_000_000_000_000L, 0, out);
      }
      part.begin(++sequenceNumber, to - from, out);
      samples.subList(from, to).forEach(sample -> part.sample(sample, out));
      long end =
          to < samples.size()
              ? samples.get(to).dtsMicros()
              : 2 * samples.getLast().dtsMicros() - samples.get(to - 2).dtsMicros();
      part.end(end, out);
    }
    return out;
  }

  private static void check(List<Track> tracks, List<Sample> samples, ByteBuf written)
      throws IOException {
    Path file = directory.resolve("written.mp4");
    Files.write(file, ByteBufUtil.getBytes(written));
    FfmpegViewer.Received copied = FfmpegInput.of(file).copy();
    assertThat(complaints(copied)).isEmpty();
    assertThat(copied.frames().all()).hasSameSizeAs(samples);
    for (int i = 0; i < tracks.size(); i++) {
      checkTimes(copied.frames().ofStream(i), samplesOf(tracks.get(i), samples));
    }
    FfmpegViewer.Received decoded = FfmpegInput.of(file).decode();
    assertThat(complaints(decoded)).isEmpty();
    assertThat(decoded.exitCode()).isZero();
    boolean video = tracks.stream().anyMatch(Track::isVideo);
    assertThat(decoded.frames().video()).hasSize(video ? PICTURES : 0);
  }

  private static void play(List<Track> tracks) {
    boolean video = tracks.stream().anyMatch(Track::isVideo);
    boolean sound = tracks.stream().anyMatch(Track::isAudio);
    try (GStreamer player = GStreamer.play(directory.resolve("written.mp4").toUri().toString())) {
      Played played = player.awaitEnd(Duration.ofSeconds(60));
      assertThat(played.errors()).isEmpty();
      assertThat(played.pictures()).hasSize(video ? PICTURES : 0);
      // Of sound beside B-frames behind an edit list, in anybody's file, 0.4 s are not measured.
      assertThat(played.soundMicros()).isGreaterThan(sound ? 1_500_000 : -1);
    }
  }

  private static List<String> complaints(FfmpegViewer.Received received) {
    return received.log().lines().stream()
        .filter(line -> !line.contains("Guessed Channel Layout")) // PCM and G.711 say only a count
        .toList();
  }

  private static List<Sample> samplesOf(Track track, List<Sample> samples) {
    return samples.stream().filter(sample -> sample.trackId() == track.id()).toList();
  }

  private static void checkTimes(List<Frames.Frame> found, List<Sample> samples) {
    assertThat(found).hasSameSizeAs(samples);
    List<String> late = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      Sample sample = samples.get(i);
      Frames.Frame frame = found.get(i);
      if (Math.abs(frame.ptsMicros() - sample.ptsMicros()) > 30
          || Math.abs(frame.dtsMicros() - sample.dtsMicros()) > 30
          || frame.sizeBytes() != sample.payload().readableBytes()) {
        late.add(sample + " became " + frame);
      }
    }
    assertThat(late).isEmpty();
  }
}
