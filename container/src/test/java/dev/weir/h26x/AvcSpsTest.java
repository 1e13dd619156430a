package dev.weir.h26x;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Colour;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import org.junit.jupiter.api.Test;

class AvcSpsTest {
  /// x264, High, 320x180 at 25 frames per second, BT.709.
  static final Octets HIGH =
      Octets.ofHex("6764000cacd941419f9f016a020202800000030080000019078a14cb");

  /// x264, High 4:4:4 Predictive, 320x180.
  static final Octets HIGH_444 =
      Octets.ofHex("67f4000c919681419f8dc044000003000400000300c83c50aa80");

  /// x264, interlaced 1920x1080 with scaling lists and HRD.
  static final Octets INTERLACED =
      Octets.ofHex("67640028ace8078044fde022000007d20001d4c0c90001e848003d09498401f162ea");

  @Test
  void readsSizeRateAndColours() {
    AvcSps sps = AvcSps.parse(HIGH);
    assertThat(sps.profile()).isEqualTo(100);
    assertThat(sps.level()).isEqualTo(12);
    assertThat(sps.framesOnly()).isTrue();
    assertThat(sps.picture().width()).isEqualTo(320);
    assertThat(sps.picture().height()).isEqualTo(180);
    assertThat(sps.picture().framesPerSecond()).isEqualTo(25);
    assertThat(sps.picture().colour()).isEqualTo(new Colour(1, 1, 1, false, 8, 1));
  }

  @Test
  void readsHowManyFramesAreReordered() {
    assertThat(AvcSps.parse(HIGH).reorderFrames()).isEqualTo(2);
    assertThat(AvcSps.parse(HIGH_444).reorderFrames()).isZero();
    assertThat(AvcSps.parse(INTERLACED).reorderFrames()).isZero();
  }

  @Test
  void readsFullChroma() {
    AvcSps sps = AvcSps.parse(HIGH_444);
    assertThat(sps.profile()).isEqualTo(244);
    assertThat(sps.chroma()).isEqualTo(3);
    assertThat(sps.picture().width()).isEqualTo(320);
    assertThat(sps.picture().height()).isEqualTo(180);
  }

  @Test
  void cropsFieldsInPairsOfLines() {
    AvcSps sps = AvcSps.parse(INTERLACED);
    assertThat(sps.framesOnly()).isFalse();
    assertThat(sps.picture().width()).isEqualTo(1920);
    assertThat(sps.picture().height()).isEqualTo(1080);
    assertThat(sps.picture().framesPerSecond()).isEqualTo(30_000 / 1001.0);
  }

  @Test
  void keepsThePictureWhenTheVuiIsCutShort() {
    AvcSps sps = AvcSps.parse(HIGH.slice(0, HIGH.length() - 8));
    assertThat(sps.picture().width()).isEqualTo(320);
    assertThat(sps.picture().framesPerSecond()).isZero();
  }

  @Test
  void refusesAPocCycleOver255() {
    // Baseline, level 3: pic_order_cnt_type 1 with num_ref_frames_in_pic_order_cnt_cycle 256.
    Octets sps = Octets.ofHex("6742001ed30080c0");
    assertThatThrownBy(() -> AvcSps.parse(sps))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("num_ref_frames_in_pic_order_cnt_cycle");
  }

  @Test
  void refusesCroppingAwayThePicture() {
    // Baseline, 16x16, crop offsets 3, 5, 0, 0 in units of two samples.
    Octets sps = Octets.ofHex("6742001ef4f90da0");
    assertThatThrownBy(() -> AvcSps.parse(sps))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("cropping");
  }

  @Test
  void refusesOtherUnits() {
    assertThatThrownBy(() -> AvcSps.parse(Octets.ofHex("68ebe3cb22c0")))
        .isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() -> AvcSps.parse(Octets.EMPTY))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void survivesDamage() {
    Mutations.onlyMediaExceptions(HIGH, AvcSps::parse);
    Mutations.onlyMediaExceptions(INTERLACED, AvcSps::parse);
  }
}
