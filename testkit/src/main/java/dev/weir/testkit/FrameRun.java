package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.LongSummaryStatistics;

/// Compares frames a player received with the frames that were published.
///
/// Frames are told apart by their bytes, so the source must not repeat itself; [SampleMedia] does
/// not.
final class FrameRun {
  private final Frames received;
  private final Frames source;
  private final List<Long> shiftsMicros = new ArrayList<>();

  FrameRun(Frames received, Frames source) {
    this.received = received;
    this.source = source;
  }

  void assertGapless(Duration tolerance) {
    assertThat(received.all()).as("received frames").isNotEmpty();
    match("video", received.video(), source.video());
    match("audio", received.audio(), source.audio());
    LongSummaryStatistics shift =
        shiftsMicros.stream().mapToLong(Long::longValue).summaryStatistics();
    assertThat(shift.getMax() - shift.getMin())
        .as("spread in microseconds of how far times were moved: %s", shift)
        .isLessThanOrEqualTo(2 * tolerance.toNanos() / 1000);
  }

  private void match(String kind, List<Frames.Frame> got, List<Frames.Frame> sent) {
    int start = Collections.indexOfSubList(hashes(sent), hashes(got));
    if (start < 0) {
      throw new AssertionError("%s: %s".formatted(kind, firstBreak(got, sent)));
    }
    for (int i = 0; i < got.size(); i++) {
      shiftsMicros.add(got.get(i).ptsMicros() - sent.get(start + i).ptsMicros());
      shiftsMicros.add(got.get(i).dtsMicros() - sent.get(start + i).dtsMicros());
    }
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
