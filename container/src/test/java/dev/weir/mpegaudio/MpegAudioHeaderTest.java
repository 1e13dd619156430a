package dev.weir.mpegaudio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.UnsupportedMediaException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MpegAudioHeaderTest {
  @ParameterizedTest
  @CsvSource({
    "fffb50c4, 3, 44100, 1,  64000,  208, 1152", // LAME
    "fffb52c4, 3, 44100, 1,  64000,  209, 1152", // LAME, padded
    "fffde0c4, 2, 44100, 1, 384000, 1253, 1152", // FFmpeg's MP2
    "fffb9404, 3, 48000, 2, 128000,  384, 1152",
    "fff38064, 3, 22050, 2,  64000,  208,  576", // MPEG-2
    "ffe38864, 3,  8000, 2,  64000,  576,  576", // MPEG-2.5
  })
  void reads(
      String hex, int layer, int rate, int channels, int bitRate, int frameBytes, int samples) {
    MpegAudioHeader header = MpegAudioHeader.parse(Integer.parseUnsignedInt(hex, 16));
    assertThat(header).isEqualTo(new MpegAudioHeader(layer, rate, channels, bitRate, frameBytes));
    assertThat(header.samples()).isEqualTo(samples);
    assertThat(header.codec()).isEqualTo(new Codec.Mp3(layer, rate, channels));
  }

  @ParameterizedTest
  @CsvSource({"00000000", "fffbf0c4", "fffb5cc4", "fffd", "ffeb50c4", "fff950c4"})
  void refuses(String hex) {
    assertThatThrownBy(() -> MpegAudioHeader.parse(Integer.parseUnsignedInt(hex, 16)))
        .isInstanceOf(MalformedMediaException.class);
  }

  @ParameterizedTest
  @CsvSource({"ffff50c4", "fffb00c4"})
  void leavesLayerOneAndFreeFormat(String hex) {
    assertThatThrownBy(() -> MpegAudioHeader.parse(Integer.parseUnsignedInt(hex, 16)))
        .isInstanceOf(UnsupportedMediaException.class);
  }

  @Test
  void everyHeaderHasRoomForItself() {
    Random random = new Random(20171);
    for (int i = 0; i < 100_000; i++) {
      int bytes = random.nextInt() | 0xFFE00000;
      assertThatCode(
              () -> {
                try {
                  assertThat(MpegAudioHeader.parse(bytes).frameBytes())
                      .isGreaterThan(MpegAudioHeader.BYTES);
                } catch (MediaException _) {
                  // refused
                }
              })
          .doesNotThrowAnyException();
    }
  }
}
