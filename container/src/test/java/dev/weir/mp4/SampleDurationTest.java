package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Codec;
import dev.weir.media.Cue;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SampleDurationTest {
  static Stream<Arguments> samples() {
    return Stream.of(
        Arguments.of(Codecs.AAC, "00", 21_333),
        Arguments.of(new Codec.Mp3(3, 22_050, 1), "00", 26_122),
        Arguments.of(Codecs.AC3, "00", 32_000),
        Arguments.of(Codecs.EAC3, "00", 0),
        Arguments.of(Codecs.OPUS, "fc", 20_000),
        Arguments.of(Codecs.FLAC, "fff85908003c", 104_489),
        Arguments.of(new Codec.G711(true, 8000, 2), "00".repeat(320), 20_000),
        Arguments.of(new Codec.Pcm(24, true, false, 48_000, 2), "00".repeat(288), 1000),
        Arguments.of(Codecs.ALAC, "00", 0),
        Arguments.of(Codecs.AVC, "00", 0));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void isWhatTheCodecSays(Codec codec, String payload, long micros) {
    ByteBuf in = Unpooled.wrappedBuffer(Octets.ofHex(payload).toByteArray());
    assertThat(SampleDuration.micros(codec, in)).isEqualTo(micros);
  }

  @Test
  void isThatOfTheCue() {
    ByteBuf cue = Unpooled.buffer();
    new Cue(1500, "x").write(cue);
    assertThat(SampleDuration.micros(Codecs.TX3G, cue)).isEqualTo(1_500_000);
  }
}
