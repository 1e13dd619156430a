package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartTargetTest {
  private static final double[] FRAME_RATES = {
    10, 12.5, 15, 23.976, 24, 25, 29.97, 30, 48, 50, 59.94, 60, 100, 119.88, 120
  };

  /// AAC, HE-AAC, MP3, AC-3 and Opus at all their usual rates.
  private static final double[] SOUND_MILLIS = {
    1024 / 48.0,
    1024 / 44.1,
    1024 / 32.0,
    1024 / 24.0,
    1024 / 22.05,
    1024 / 16.0,
    2048 / 48.0,
    2048 / 44.1,
    1152 / 48.0,
    1152 / 44.1,
    1152 / 32.0,
    576 / 22.05,
    576 / 16.0,
    2.5,
    5,
    10,
    20,
    40,
    60
  };

  private static final double SEGMENT_SECONDS = 1.9;

  /// RFC 8216bis 4.4.4.9, of the playlists of pictures and of sound: no part is longer than the
  /// target, all but the last have 85 % of it; whatever the length of groups of pictures, and from
  /// where on there is sound.
  @Test
  void partsAreWithinTheBoundsWhateverTheStream() {
    Random random = new Random(7);
    int streams = 0;
    List<String> shortLast = new ArrayList<>();
    for (double rate : FRAME_RATES) {
      for (double sound : SOUND_MILLIS) {
        for (double group = 0.5; group <= 10; group += 0.1) {
          Stream stream = Stream.of(rate, group, sound * 1000);
          if (stream.hasShortLastPart(random.nextDouble())) {
            shortLast.add(stream.toString());
          }
          streams++;
        }
      }
    }
    assertThat(streams).isGreaterThan(25_000);
    assertThat(shortLast).as("cannot always be helped").hasSizeLessThan(streams / 20);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 2, 5})
  void slowPicturesHaveAPartEach(double rate) {
    Stream.of(rate, 4, 1024 / 0.048).hasShortLastPart(0.3);
  }

  @ParameterizedTest
  @ValueSource(longs = {21_333, 23_220, 33_333, 40_000, 50_000, 66_667, 100_000})
  void isBetweenAFifthAndLittleMoreThanHalfASecond(long step) {
    assertThat(PartTarget.of(step, List.of(), 0).targetMicros()).isBetween(200_000L, 525_000L);
  }

  /// Not even where a group of pictures has another length than an even number of seconds.
  @ParameterizedTest
  @CsvSource({
    "24, 2",
    "24, 4",
    "25, 1",
    "25, 2",
    "25, 3",
    "25, 4",
    "25, 5",
    "25, 10",
    "30, 2",
    "30, 3",
    "30, 5",
    "50, 2",
    "50, 4",
    "60, 2",
    "60, 6",
    "29.97, 2.002",
    "23.976, 2.002",
    "25, 1.92",
    "25, 1.48",
    "50, 1.5",
    "46.875, 1.92",
    "15, 2",
    "12.5, 2",
    "10, 2"
  })
  void theLastPartIsNotAShortOne(double rate, double group) {
    for (double sound : new double[] {1024 / 48.0, 1024 / 44.1, 20}) {
      assertThat(Stream.of(rate, group, sound * 1000).hasShortLastPart(0.7)).isFalse();
    }
  }

  /// A scene that is cut has its keyframe anywhere.
  @Test
  void aSegmentOfAnotherLengthKeepsTheBounds() {
    for (double rate : FRAME_RATES) {
      Stream stream = Stream.of(rate, 2, 1024 / 0.048);
      for (long samples = 1; samples < 6 * rate; samples++) {
        new Stream(stream.target, stream.stepMicros, stream.soundMicros, samples)
            .hasShortLastPart(0.5);
      }
    }
  }

  @Test
  void partsStayAsLongWithAnotherMainTrackIfTheyCan() {
    PartTarget pictures = PartTarget.of(40_000, List.of(21_333L), 2_000_000);
    assertThat(pictures.with(21_333, List.of()).limitMicros()).isEqualTo(pictures.limitMicros());
    assertThat(pictures.with(500_000, List.of()).limitMicros()).isGreaterThan(500_000);
  }

  /// A made-up stream, cut as [SegmentIndex] cuts: at the first picture behind a boundary, before
  /// the one that would make a part too long; sound before its newest frame.
  private record Stream(PartTarget target, double stepMicros, double soundMicros, long samples) {
    static Stream of(double rate, double groupSeconds, double soundMicros) {
      double step = 1e6 / rate;
      long group = Math.max(1, Math.round(groupSeconds * rate));
      long samples = group * (long) Math.ceil(SEGMENT_SECONDS * rate / group - 1e-9);
      PartTarget target =
          PartTarget.of(
              Math.round(step), List.of(Math.round(soundMicros)), Math.round(samples * step));
      return new Stream(target, step, soundMicros, samples);
    }

    /// Looks at three segments.
    boolean hasShortLastPart(double offset) {
      long declared = target.targetMicros();
      List<Long> cuts = new ArrayList<>(cuts(declared));
      cuts.add(samples);
      for (int segment = 0; segment < 3; segment++) {
        double from = segment * samples * stepMicros;
        double before = from;
        for (long cut : cuts) {
          double to = (segment * samples + cut) * stepMicros;
          double sound = (frames(to, offset) - frames(before, offset)) * soundMicros;
          assertThat(Math.max(to - before, sound)).as(toString()).isLessThan(declared + 1.0);
          if (cut < samples) {
            assertThat(Math.min(to - before, sound))
                .as(toString())
                .isGreaterThan(0.85 * declared - 1);
          }
          before = to;
        }
      }
      return (samples - (cuts.size() < 2 ? 0 : cuts.get(cuts.size() - 2))) * stepMicros < 239_000;
    }

    private double frames(double micros, double offset) {
      return Math.floor(micros / soundMicros - offset);
    }

    private TreeSet<Long> cuts(long declared) {
      long most = target.limitMicros() / target.stepMicros();
      double every = target.everyMicros(Math.round(samples * stepMicros), declared);
      TreeSet<Long> cuts = new TreeSet<>();
      long last = 0;
      for (long at = 1; at < samples; at++) {
        double boundary = (cuts.size() + 1) * every;
        boolean due =
            every > 0
                && at * stepMicros >= boundary - stepMicros / 2
                && boundary <= samples * stepMicros - target.leastLastMicros() + stepMicros / 2;
        if (due || at - last >= most) {
          cuts.add(at);
          last = at;
        }
      }
      return cuts;
    }
  }
}
