package dev.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcknowledgementTest {
  private final Acknowledgement acknowledgement = new Acknowledgement();

  @Test
  void isDueAtHalfOfTheWindow() {
    acknowledgement.window(1000);
    acknowledgement.received(499);
    assertThat(acknowledgement.isDue()).isFalse();
    acknowledgement.received(1);
    assertThat(acknowledgement.isDue()).isTrue();
    assertThat(acknowledgement.sequenceNumber()).isEqualTo(500);
    assertThat(acknowledgement.isDue()).isFalse();
  }

  @Test
  void windowOfZeroAsksNothing() {
    acknowledgement.window(0);
    acknowledgement.received(1_249_999);
    assertThat(acknowledgement.isDue()).isFalse();
  }

  @Test
  void windowOfOneByteIsDueAfterEachRead() {
    acknowledgement.window(1);
    assertThat(acknowledgement.isDue()).isFalse();
    acknowledgement.received(1);
    assertThat(acknowledgement.isDue()).isTrue();
  }

  @Test
  void sequenceNumberWrapsAt32Bits() {
    for (int i = 0; i < 3; i++) {
      acknowledgement.received(Integer.MAX_VALUE);
    }
    assertThat(Integer.toUnsignedLong(acknowledgement.sequenceNumber()))
        .isEqualTo(3L * Integer.MAX_VALUE - (1L << 32));
    assertThat(acknowledgement.receivedBytes()).isEqualTo(3L * Integer.MAX_VALUE);
  }
}
