package dev.weir.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DolbyVisionTest {
  @ParameterizedTest
  @CsvSource({
    "0100 0a35 00, dvh1.05.06, ",
    "0100 104d 10, dvh1.08.09, db1p",
    "0100 1035 20, dvh1.08.06, db2g",
    "0100 1025 40, dvh1.08.04, db4h",
    "0100 144d 10, dav1.10.09, db1p",
    "0100 1445 00, dav1.10.08, ",
  })
  void hasTheNamesOfItsProfile(String record, String name, String brand) {
    Octets configuration = Octets.ofHex(record + "00".repeat(19));
    DolbyVision found = Objects.requireNonNull(DolbyVision.parse(configuration));
    assertThat(found.codecString()).isEqualTo(name);
    assertThat(found.brand().orElse(null)).isEqualTo(brand);
    assertThat(found.isAlone()).isEqualTo(brand == null);
    assertThat(found.configuration()).isEqualTo(configuration);
  }

  /// Profile 7 with two layers; profile 8 without metadata; profile 4; too short.
  @ParameterizedTest
  @ValueSource(strings = {"0100 0e37 60", "0100 1049 10", "0100 0835 20", "0100 104d", ""})
  void whatIsNotOneLayerWithMetadataIsNotKnown(String record) {
    assertThat(DolbyVision.parse(Octets.ofHex(record))).isNull();
  }

  @Test
  void doesNotFitOtherCodecs() {
    Codec.Video h264 = new Codec.Avc(Octets.EMPTY, List.of(), List.of(), Picture.UNKNOWN);
    assertThat(new DolbyVision(DolbyVision.HEVC, 6, 1).of(h264)).isSameAs(h264);
  }
}
