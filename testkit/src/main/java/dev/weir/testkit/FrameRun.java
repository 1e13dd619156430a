package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.stream.Stream;

/// Compares frames a player received with the frames that were published.
///
/// Frames are told apart by their bytes, so the source must not repeat itself; [SampleMedia] does
/// not.
final class FrameRun {
  /// How much longer than its media, or shorter, a round of a source may last that is published
  /// over and over.
  private static final long ROUND_SLACK_MICROS = 100_000;

  private final Frames received;
  private final Frames source;
  private final boolean overAndOver;

  /// How far the two times of a frame were moved.
  ///
  /// @param round how often the source had begun anew before it
  private record Moved(int round, long ptsMicros, long dtsMicros) {
    Moved by(long micros) {
      return new Moved(round, ptsMicros + micros, dtsMicros + micros);
    }
  }

  /// @param overAndOver whether the source may have begun anew after its last frame
  FrameRun(Frames received, Frames source, boolean overAndOver) {
    this.received = received;
    this.source = source;
    this.overAndOver = overAndOver;
  }

  void assertGapless(Duration tolerance) {
    assertThat(received.all()).as("received frames").isNotEmpty();
    List<Moved> video = match("video", received.video(), source.video());
    List<Moved> audio = match("audio", received.audio(), source.audio());
    LongSummaryStatistics shift =
        shifts(video, audio)
            .flatMap(moved -> Stream.of(moved.ptsMicros, moved.dtsMicros))
            .mapToLong(Long::longValue)
            .summaryStatistics();
    assertThat(shift.getMax() - shift.getMin())
        .as("spread in microseconds of how far times were moved: %s", shift)
        .isLessThanOrEqualTo(2 * tolerance.toNanos() / 1000);
  }

  private List<Moved> match(String kind, List<Frames.Frame> got, List<Frames.Frame> sent) {
    int rounds = overAndOver && !sent.isEmpty() ? got.size() / sent.size() + 2 : 1;
    List<Frames.Frame> published =
        Collections.nCopies(rounds, sent).stream().flatMap(List::stream).toList();
    int start = Collections.indexOfSubList(hashes(published), hashes(got));
    if (start < 0) {
      throw new AssertionError("%s: %s".formatted(kind, firstBreak(got, published)));
    }
    List<Moved> moved = new ArrayList<>();
    for (int i = 0; i < got.size(); i++) {
      Frames.Frame from = published.get(start + i);
      Frames.Frame to = got.get(i);
      moved.add(
          new Moved(
              (start + i) / sent.size(),
              to.ptsMicros() - from.ptsMicros(),
              to.dtsMicros() - from.dtsMicros()));
    }
    return moved;
  }

  /// How far frames were moved but for the rounds that the source had made before them. Of both
  /// kinds it is known which frames are of the same round only by their times.
  private Stream<Moved> shifts(List<Moved> video, List<Moved> audio) {
    long round = Math.max(roundMicros(video), roundMicros(audio));
    if (round == 0) {
      return Stream.concat(video.stream(), audio.stream());
    }
    assertThat(round)
        .as("microseconds of a round")
        .isBetween(durationMicros() - ROUND_SLACK_MICROS, durationMicros() + ROUND_SLACK_MICROS);
    List<Moved> pictures = withoutRounds(video, round);
    List<Moved> sound = withoutRounds(audio, round);
    long apart =
        pictures.isEmpty() || sound.isEmpty()
            ? 0
            : sound.getFirst().ptsMicros - pictures.getFirst().ptsMicros;
    long roundsApart = Math.round((double) apart / round);
    return Stream.concat(
        pictures.stream(), sound.stream().map(moved -> moved.by(-roundsApart * round)));
  }

  private static List<Moved> withoutRounds(List<Moved> all, long roundMicros) {
    return all.stream().map(moved -> moved.by(-moved.round * roundMicros)).toList();
  }

  /// How much further frames are moved from the second round on; 0 if there is none.
  private static long roundMicros(List<Moved> all) {
    for (int i = 1; i < all.size(); i++) {
      if (all.get(i).round > all.get(i - 1).round) {
        return all.get(i).ptsMicros - all.get(i - 1).ptsMicros;
      }
    }
    return 0;
  }

  private long durationMicros() {
    LongSummaryStatistics times =
        source.all().stream().mapToLong(Frames.Frame::ptsMicros).summaryStatistics();
    return times.getMax() - times.getMin();
  }

  private static String firstBreak(List<Frames.Frame> got, List<Frames.Frame> sent) {
    int start = hashes(sent).indexOf(got.getFirst().hash());
    if (start < 0) {
      return "the first of %d received frames, %s, is none of the %d published"
          .formatted(got.size(), got.getFirst(), sent.size());
    }
    int i = 0;
    while (start + i < sent.size() && got.get(i).hash().equals(sent.get(start + i).hash())) {
      i++;
    }
    return "received frame %d, %s, should have been %s"
        .formatted(
            i, got.get(i), start + i < sent.size() ? sent.get(start + i) : "absent: none is left");
  }

  private static List<String> hashes(List<Frames.Frame> frames) {
    return frames.stream().map(Frames.Frame::hash).toList();
  }
}
