package dev.weir.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Octets;
import io.netty.buffer.Unpooled;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
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
    Collected whole = RtpCaptures.receive(capture.format(), packets);
    List<Octets> good = whole.payloads();
    int received = 0;
    for (int seed = 0; seed < DAMAGED_COPIES; seed++) {
      List<byte[]> left = RtpCaptures.damaged(packets, seed);
      Collected collected = RtpCaptures.receive(capture.format(), left);
      assertIsPartOf(good, collected, capture.isVideo());
      if (capture.isVideo()) {
        assertResumesAtEachKeyframe(packets, left, whole, collected);
      }
      received += collected.samples.size();
    }
    // Pictures are gone up to the next keyframe; of sound what was in the packet.
    double share = capture.isVideo() ? 0.2 : 0.85;
    assertThat(received).isGreaterThan((int) (share * DAMAGED_COPIES * good.size()));
  }

  /// Behind the first picture, when the codec is known, a keyframe of which no packet is missing,
  /// nor the one before, comes out whatever was lost before it. One timestamp is one picture.
  private static void assertResumesAtEachKeyframe(
      List<byte[]> packets, List<byte[]> left, Collected whole, Collected received) {
    Set<byte[]> there = Collections.newSetFromMap(new IdentityHashMap<>());
    there.addAll(left);
    boolean begun = false;
    int first = 0;
    for (Collected.Kept sample : whole.samples) {
      int end = first;
      while (end < packets.size() && time(packets.get(end)) == time(packets.get(first))) {
        end++;
      }
      boolean came = received.payloads().contains(sample.payload());
      if (begun && sample.keyframe() && there.containsAll(packets.subList(first - 1, end))) {
        assertThat(came).as("keyframe %s came", sample).isTrue();
      }
      begun |= came;
      first = end;
    }
  }

  private static int time(byte[] packet) {
    return Unpooled.wrappedBuffer(packet).getInt(4);
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
