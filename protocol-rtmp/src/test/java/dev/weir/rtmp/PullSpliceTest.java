package dev.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Two connections that bring the same stream, picture `n` at `n` x 40 ms and a sound behind it;
/// each fourth picture is a keyframe.
class PullSpliceTest {
  private static final Track VIDEO = Track.of(1, new Codec.Vp8(Picture.ofSize(2, 2)));
  private static final Track AUDIO = Track.of(2, new Codec.Mp3(3, 48_000, 2));
  private static final int GROUP = 4;
  private static final long STEP_MICROS = 40_000;

  private final List<String> heard = new ArrayList<>();
  private final PullSplice splice =
      new PullSplice(
          new TrackSink() {
            @Override
            public void track(Track track) {
              heard.add("track " + track.id());
            }

            @Override
            public void sample(Sample sample) {
              heard.add(line(sample.trackId(), sample.payload().getByte(0), sample.dtsMicros()));
            }
          });
  private final PullSplice.Strand first = splice.strand(() -> heard.add("first"));
  private final PullSplice.Strand second = splice.strand(() -> heard.add("second"));

  private static String line(int track, int picture, long micros) {
    return "%d: %d at %d".formatted(track, picture, micros / 1000);
  }

  private static void give(PullSplice.Strand strand, int from, int to, long shiftMicros) {
    for (int n = from; n < to; n++) {
      long micros = n * STEP_MICROS + shiftMicros;
      boolean keyframe = n % GROUP == 0;
      strand.sample(sample(1, n, micros, keyframe));
      strand.sample(sample(2, n, micros + 20_000, true));
    }
  }

  private static Sample sample(int track, int content, long micros, boolean keyframe) {
    byte[] payload = {(byte) content};
    return new Sample(track, micros, 0, keyframe, Unpooled.wrappedBuffer(payload));
  }

  private static void announce(PullSplice.Strand... strands) {
    for (PullSplice.Strand strand : strands) {
      strand.track(VIDEO);
      strand.track(AUDIO);
    }
  }

  /// What the sink hears of pictures `from` to `to`.
  private static List<String> run(int from, int to, long shiftMicros) {
    List<String> lines = new ArrayList<>();
    for (int n = from; n < to; n++) {
      long micros = n * STEP_MICROS + shiftMicros;
      lines.add(line(1, n, micros));
      lines.add(line(2, n, micros + 20_000));
    }
    return lines;
  }

  private void assertHeard(List<List<String>> parts) {
    assertThat(heard).isEqualTo(parts.stream().flatMap(List::stream).toList());
  }

  @Test
  void goesOnFromAKeyframeThatIsKnownWithoutLossOrRepetition() {
    announce(first, second);
    give(first, 0, 11, 0);
    give(second, 8, 14, 5_000_000);
    give(first, 11, 20, 0); // nobody hears
    give(second, 14, 16, 5_000_000);
    assertHeard(
        List.of(
            List.of("track 1", "track 2", "first"),
            run(0, 11, 0),
            List.of("second"),
            run(11, 16, 0)));
  }

  @Test
  void leavesNothingOutOnceItIsAhead() {
    announce(first, second);
    give(first, 0, 11, 0);
    give(second, 8, 14, 0);
    give(second, 14, 16, -600_000); // an encoder that begins anew
    assertHeard(
        List.of(
            List.of("track 1", "track 2", "first"),
            run(0, 11, 0),
            List.of("second"),
            run(11, 14, 0),
            run(14, 16, -600_000)));
  }

  @Test
  void goesOnAcrossAGapIfTheKeyframeBeforeItIsKnown() {
    announce(first, second);
    give(first, 0, 11, 0);
    first.end();
    give(second, 8, 14, -100_000);
    assertHeard(
        List.of(
            List.of("track 1", "track 2", "first"),
            run(0, 11, 0),
            List.of("second"),
            run(11, 14, 0)));
  }

  @Test
  void staysUntilTheSecondKeyframeThatNobodyKnows() {
    announce(first, second);
    give(first, 0, 11, 0);
    give(second, 13, 17, 700_000); // 16 is a keyframe
    give(first, 11, 13, 0);
    give(second, 17, 22, 700_000); // 20 is another
    give(first, 13, 17, 0); // nobody hears
    assertHeard(
        List.of(
            List.of("track 1", "track 2", "first"),
            run(0, 13, 0),
            List.of("second"),
            run(20, 22, 700_000)));
  }

  @Test
  void waitsForNoSecondKeyframeOnceTheFirstConnectionIsOver() {
    announce(first, second);
    give(first, 0, 3, 0);
    first.end();
    give(second, 7, 10, 0);
    assertHeard(
        List.of(
            List.of("track 1", "track 2", "first"),
            run(0, 3, 0),
            List.of("second"),
            run(8, 10, 0)));
  }

  @Test
  void believesNoKeyframeThatIsLikeSeveral() {
    announce(first, second);
    for (long second = 0; second < 3; second++) {
      first.sample(sample(1, 7, second * 1_000_000, true));
    }
    second.sample(sample(1, 7, 500_000, true));
    second.sample(sample(1, 7, 1_500_000, true));
    assertThat(heard)
        .containsExactly(
            "track 1",
            "track 2",
            "first",
            line(1, 7, 0),
            line(1, 7, 1_000_000),
            line(1, 7, 2_000_000),
            "second",
            line(1, 7, 1_500_000));
  }

  @Test
  void soundAloneGoesOnAtOnce() {
    first.track(AUDIO);
    second.track(AUDIO);
    first.sample(sample(2, 1, 20_000, true));
    second.sample(sample(2, 2, 40_000, true));
    second.sample(sample(2, 3, 60_000, true));
    assertThat(heard)
        .containsExactly("track 2", "first", line(2, 1, 20_000), "second", line(2, 3, 60_000));
  }

  @Test
  void tellsOfTracksThatAreOthersThere() {
    Track other = Track.of(1, new Codec.Vp8(Picture.ofSize(4, 4)));
    announce(first);
    give(first, 0, 5, 0);
    second.track(other);
    second.track(AUDIO);
    give(second, 4, 6, 0);
    assertHeard(
        List.of(
            List.of("track 1", "track 2", "first"),
            run(0, 5, 0),
            List.of("track 1", "second"),
            run(5, 6, 0)));
  }

  @Test
  void whatIsPassedOnTwiceGoesOnTwice() {
    PullSplice.Strand third = splice.strand(() -> heard.add("third"));
    announce(first, second, third);
    give(first, 0, 6, 0);
    give(second, 4, 10, 1_000_000);
    give(third, 8, 12, 3_000_000);
    assertHeard(
        List.of(
            List.of("track 1", "track 2", "first"),
            run(0, 6, 0),
            List.of("second"),
            run(6, 10, 0),
            List.of("third"),
            run(10, 12, 0)));
  }
}
