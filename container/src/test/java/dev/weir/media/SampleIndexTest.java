package dev.weir.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SampleIndexTest {

  @Test
  void keepsWhatWasAdded() {
    SampleIndex.Builder builder = new SampleIndex.Builder(5_000);
    for (int i = 0; i < 5_000; i++) {
      builder.add((1L << 40) + i, 40_000L * i, -i, 100 + i, 1 + i % 3, i % 25 == 0);
    }

    SampleIndex stored = new SampleIndex(builder.build().entries());

    assertThat(stored.count()).isEqualTo(5_000);
    assertThat(stored.position(4_999)).isEqualTo((1L << 40) + 4_999);
    assertThat(stored.dtsMicros(4_999)).isEqualTo(40_000L * 4_999);
    assertThat(stored.ptsOffsetMicros(4_999)).isEqualTo(-4_999);
    assertThat(stored.bytes(4_999)).isEqualTo(5_099);
    assertThat(stored.trackId(4_999)).isEqualTo(2);
    assertThat(stored.keyframe(4_975)).isTrue();
    assertThat(stored.keyframe(4_976)).isFalse();
  }

  @Test
  void refusesMoreSamplesThanItsLimit() {
    SampleIndex.Builder builder = new SampleIndex.Builder(1_500);
    for (int i = 0; i < 1_500; i++) {
      builder.add(i, i, 0, 1, 1, true);
    }

    assertThatThrownBy(() -> builder.add(0, 0, 0, 1, 1, true))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("1500");
  }

  @Test
  void refusesHalfAnEntry() {
    assertThatThrownBy(() -> new SampleIndex(ByteBuffer.allocate(40)))
        .isInstanceOf(MalformedMediaException.class);
  }
}
