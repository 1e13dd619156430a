package dev.weir.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Octets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Reads what FFmpeg and GStreamer send, whole and damaged.
class RtpCapturesTest {
  private static final int DAMAGED_COPIES = 20;

  static List<RtpCaptures.Capture> captures() {
    return RtpCaptures.all();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void everyFrameComesOut(RtpCaptures.Capture capture) {
    Collected collected =
        RtpCaptures.receive(capture.format(), RtpCaptures.packets(capture.name()));
    assertThat(collected.codecs).hasSize(1);
    assertThat(collected.samples).hasSize(capture.samples());
    assertThat(collected.samples.getFirst().keyframe()).isTrue();
    for (int i = 1; i < collected.samples.size(); i++) {
      assertThat(collected.samples.get(i).dtsMicros())
          .isGreaterThan(collected.samples.get(i - 1).dtsMicros());
    }
  }

  @ParameterizedTest
  @MethodSource("captures")
  void lossReorderingAndDuplicationLeaveOnlyWholeFrames(RtpCaptures.Capture capture) {
    List<byte[]> packets = RtpCaptures.packets(capture.name());
    List<Octets> good = RtpCaptures.receive(capture.format(), packets).payloads();
    int received = 0;
    for (int seed = 0; seed < DAMAGED_COPIES; seed++) {
      Collected collected =
          RtpCaptures.receive(capture.format(), RtpCaptures.damaged(packets, seed));
      assertIsPartOf(good, collected, capture.isVideo());
      received += collected.samples.size();
    }
    assertThat(received).isGreaterThan(DAMAGED_COPIES);
  }

  /// Every sample is one of the good ones, in their order; with video, after a gap comes a
  /// keyframe.
  private static void assertIsPartOf(List<Octets> good, Collected collected, boolean video) {
    int expected = 0;
    for (Collected.Kept sample : collected.samples) {
      int at = expected;
      while (at < good.size() && !isWhole(sample.payload(), good.get(at))) {
        at++;
      }
      assertThat(at).as("place of %s", sample).isLessThan(good.size());
      if (video && at > expected) {
        assertThat(sample.keyframe()).isTrue();
      }
      expected = at + 1;
    }
  }

  /// A keyframe may lack the side data before its picture, if just those were lost.
  private static boolean isWhole(Octets payload, Octets good) {
    int missing = good.length() - payload.length();
    return missing >= 0 && good.slice(missing, good.length()).equals(payload);
  }
}
