package dev.weir.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.ts.SpliceInfo.Direction;
import dev.weir.ts.SpliceInfo.Event;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The sections are the examples of SCTE 35, section 14.
class SpliceInfoTest {
  private static final Octets OPPORTUNITY_START =
      section("/DA0AAAAAAAA///wBQb+cr0AUAAeAhxDVUVJSAAAjn/PAAGlmbAICAAAAAAsoKGKNAIAmsnRfg==");
  private static final Octets INSERT =
      section("/DAvAAAAAAAA///wFAVIAACPf+/+c2nALv4AUsz1AAAAAAAKAAhDVUVJAAABNWLbowo=");
  private static final Octets OPPORTUNITY_END =
      section("/DAvAAAAAAAA///wBQb+dGKQoAAZAhdDVUVJSAAAjn+fCAgAAAAALKChijUCAKnMZ1g=");

  private static Octets section(String base64) {
    return Octets.of(Base64.getDecoder().decode(base64));
  }

  @Test
  void readsWhenABreakBeginsAndHowLongItIs() {
    assertThat(SpliceInfo.intact(INSERT)).isTrue();
    assertThat(SpliceInfo.parse(INSERT))
        .isEqualTo(
            new SpliceInfo(
                5,
                0x07369C02EL,
                List.of(new Event(0x4800008FL, 0, Direction.OUT, false, 0x52CCF5))));
  }

  @Test
  void readsSegmentations() {
    assertThat(SpliceInfo.parse(OPPORTUNITY_START))
        .isEqualTo(
            new SpliceInfo(
                6,
                0x072BD0050L,
                List.of(new Event(0x4800008EL, 0x34, Direction.OUT, false, 0x1A599B0))));
    assertThat(SpliceInfo.parse(OPPORTUNITY_END).events())
        .containsExactly(new Event(0x4800008EL, 0x35, Direction.IN, false, SpliceInfo.NO_DURATION));
  }

  @Test
  void timesMoveWithTheMessage() {
    Octets later = SpliceInfo.later(INSERT, 1000);
    assertThat(SpliceInfo.intact(later)).isTrue();
    assertThat(SpliceInfo.parse(later).time90k()).isEqualTo(0x07369C02EL + 1000);
    assertThat(SpliceInfo.later(later, -1000)).isEqualTo(INSERT);
    assertThat(SpliceInfo.parse(SpliceInfo.later(INSERT, -0x07369C02FL)).time90k())
        .isEqualTo((1L << 33) - 1);
  }

  @Test
  void whatIsCutOffIsRefused() {
    for (int length = 0; length < INSERT.length(); length++) {
      Octets cut = INSERT.slice(0, length);
      assertThat(SpliceInfo.intact(cut)).isFalse();
      if (length < 34) { // the end of break_duration, and what is taken for the CRC
        assertThatThrownBy(() -> SpliceInfo.parse(cut)).isInstanceOf(MalformedMediaException.class);
      }
    }
  }

  @Test
  void descriptorsThatLieAreRefused() {
    byte[] bytes = OPPORTUNITY_START.toByteArray();
    for (int at = 14; at < bytes.length - 4; at++) {
      for (int value : new int[] {0, 0x7F, 0xFF}) {
        byte[] lying = bytes.clone();
        lying[at] = (byte) value;
        try {
          assertThat(SpliceInfo.parse(Octets.of(lying)).events()).hasSizeLessThan(16);
        } catch (MalformedMediaException e) {
          assertThat(e).hasMessageContaining("SCTE 35");
        }
      }
    }
  }
}
