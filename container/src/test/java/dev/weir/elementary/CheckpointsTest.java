package dev.weir.elementary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CheckpointsTest {
  private final Checkpoints checkpoints = new Checkpoints();

  @Test
  void findsTheNewestEntryAtOrBeforeAPosition() {
    for (int frame = 0; frame < 200; frame++) {
      checkpoints.add(100 + 10L * frame, frame, 2L * frame);
    }
    assertThat(checkpoints.before(99)).isEqualTo(-1);
    int entry = checkpoints.before(100 + 10 * 70 + 9);
    assertThat(checkpoints.position(entry)).isEqualTo(100 + 10 * 70);
    assertThat(checkpoints.baseMicros(entry)).isEqualTo(70);
    assertThat(checkpoints.samples(entry)).isEqualTo(140);
  }

  @Test
  void staysBoundedHoweverLongTheInputIs() {
    for (int frame = 0; frame < 2_000_000; frame++) {
      checkpoints.add(frame, frame, 0);
    }
    int newest = checkpoints.before(Long.MAX_VALUE);
    assertThat(newest).isLessThan(Checkpoints.MAX_ENTRIES);
    assertThat(checkpoints.position(newest)).isGreaterThan(1_990_000);
    assertThat(checkpoints.position(checkpoints.before(1_000_000))).isBetween(998_000L, 1_000_000L);
  }
}
