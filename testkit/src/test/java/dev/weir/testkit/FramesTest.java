package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.testkit.Frames.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramesTest {
  private static final Duration ONE_MS = Duration.ofMillis(1);
  private static final String TEXT =
      """
      #format: frame checksums
      #version: 2
      #hash: MD5
      #extradata 0,                              47, af2d2713af77097ba6c9ddb27531e62a
      #software: Lavf59.27.100
      #tb 0: 1/1000
      #media_type 0: video
      #codec_id 0: h264
      #dimensions 0: 320x180
      #tb 1: 1/48000
      #media_type 1: audio
      #codec_id 1: aac
      #stream#, dts,        pts, duration,     size, hash
      0,        -59,         21,       40,     4494, 8c2268
      1,          0,          0,     1024,      212, 54c911
      0,      NOPTS,        141,       40,     1743, c0cca1, S=1,        8, 7c6e4a
      1,       1024,       1024,     1024,      199, 0a1b2c
      0,         21
      """;

  private final Frames frames = Frames.parse(TEXT.lines().toList());

  @Test
  void readsStreamsFromTheHeader() {
    assertThat(frames.streams())
        .containsExactly(
            new Frames.Stream(0, "video", "h264", 1, 1000),
            new Frames.Stream(1, "audio", "aac", 1, 48000));
  }

  @Test
  void convertsTicksToMicrosAndLeavesTheUnfinishedLine() {
    assertThat(frames.video())
        .containsExactly(
            new Frame(0, -59_000, 21_000, 40_000, 4494, "8c2268"),
            new Frame(0, Frames.NO_TIME_MICROS, 141_000, 40_000, 1743, "c0cca1"));
    assertThat(frames.audio().getLast())
        .isEqualTo(new Frame(1, 21_333, 21_333, 21_333, 199, "0a1b2c"));
  }

  @Test
  void acceptsARunMovedInTime() {
    Frames source = source();
    Frames received = moved(source.all().subList(4, 9), 5_000_000, 0);
    assertThatCode(() -> received.assertRunOf(source, ONE_MS)).doesNotThrowAnyException();
  }

  @Test
  void namesTheFrameThatIsMissing() {
    Frames source = source();
    List<Frame> gap = new ArrayList<>(source.all());
    gap.remove(4);
    assertThatThrownBy(() -> moved(gap, 0, 0).assertRunOf(source, ONE_MS))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("video: received frame 2, ")
        .hasMessageContaining("hash=v3")
        .hasMessageContaining("hash=v2");
  }

  @Test
  void rejectsSoundMovedAgainstThePicture() {
    Frames source = source();
    assertThatThrownBy(() -> moved(source.all(), 0, 3_000).assertRunOf(source, ONE_MS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("spread in microseconds");
  }

  /// Of two rounds and the beginning of a third; sound is there only from the second one on.
  @Test
  void acceptsARunOfALoop() {
    Frames source = source();
    List<Frame> rounds = new ArrayList<>(source.video().subList(3, 6));
    rounds.addAll(moved(source.all(), 240_000, 0).all());
    rounds.addAll(moved(source.all().subList(0, 5), 481_000, 0).all());
    Frames received = moved(rounds, 7_000_000, 0);
    assertThatCode(() -> received.assertRunOfLoop(source, ONE_MS)).doesNotThrowAnyException();
    assertThatThrownBy(() -> received.assertRunOf(source, ONE_MS))
        .hasMessageContaining("should have been absent: none is left");
  }

  @Test
  void rejectsALoopThatLacksSomethingOrRests() {
    Frames source = source();
    List<Frame> gap = new ArrayList<>(source.all());
    gap.addAll(moved(source.all().subList(2, 9), 240_000, 0).all());
    assertThatThrownBy(() -> moved(gap, 0, 0).assertRunOfLoop(source, ONE_MS))
        .hasMessageStartingWith("video: received frame 6, ")
        .hasMessageContaining("hash=v1")
        .hasMessageContaining("hash=v0");
    List<Frame> rest = new ArrayList<>(source.all());
    rest.addAll(moved(source.all(), 2_240_000, 0).all());
    assertThatThrownBy(() -> moved(rest, 0, 0).assertRunOfLoop(source, ONE_MS))
        .hasMessageContaining("microseconds of a round");
  }

  @Test
  void rejectsNothing() {
    Frames source = source();
    assertThatThrownBy(() -> moved(List.of(), 0, 0).assertRunOf(source, ONE_MS))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void leavesOutTheFirstAudioFrames() {
    assertThat(frames.withoutAudio(1).audio()).extracting(Frame::hash).containsExactly("0a1b2c");
    assertThat(frames.withoutAudio(1).video()).hasSize(2);
  }

  /// Six frames of video, v0 to v5, each followed by one of audio.
  private Frames source() {
    List<Frame> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(new Frame(0, 40_000L * i, 40_000L * i, 40_000, 100, "v" + i));
      all.add(new Frame(1, 40_000L * i, 40_000L * i, 40_000, 100, "a" + i));
    }
    return new Frames(frames.streams(), all);
  }

  private Frames moved(List<Frame> some, long micros, long audioMicros) {
    return new Frames(
        frames.streams(),
        some.stream().map(f -> moved(f, micros + f.stream() * audioMicros)).toList());
  }

  private static Frame moved(Frame f, long micros) {
    return new Frame(
        f.stream(),
        f.dtsMicros() + micros,
        f.ptsMicros() + micros,
        f.durationMicros(),
        f.sizeBytes(),
        f.hash());
  }
}
