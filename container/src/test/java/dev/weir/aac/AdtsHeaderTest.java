package dev.weir.aac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdtsHeaderTest {
  // FFmpeg: LC, 44100, stereo.
  private static final Octets HEADER = Octets.ofHex("fff150802b3ffc");

  @Test
  void reads() {
    AdtsHeader header = AdtsHeader.parse(wrap(HEADER));
    assertThat(header).isEqualTo(new AdtsHeader(2, 44_100, 2, 7, 345, 1));
    assertThat(header.payloadBytes()).isEqualTo(338);
    assertThat(header.codec(wrap(HEADER)).configuration()).isEqualTo(Octets.ofHex("1210"));
  }

  @Test
  void countsTheChecksum() {
    assertThat(AdtsHeader.parse(wrap(Octets.ofHex("fff050802b3ffc"))).payloadBytes())
        .isEqualTo(336);
  }

  @Test
  void writesWhatItReads() {
    ByteBuf out = Unpooled.buffer();
    AdtsHeader.write(AudioSpecificConfig.of(2, 44_100, 2), 338, out);
    assertThat(Octets.copyOf(out)).isEqualTo(HEADER);
  }

  @Test
  void writesTheCoreOfHeAac() {
    AdtsHeader header = AdtsHeader.of(AudioSpecificConfig.of(29, 48_000, 2));
    assertThat(header.sampleRate()).isEqualTo(24_000);
    assertThat(header.objectType()).isEqualTo(2);
    assertThat(header.channelConfiguration()).isEqualTo(1);
  }

  @Test
  void refusesWhatDoesNotFit() {
    AdtsHeader header = AdtsHeader.of(AudioSpecificConfig.of(2, 48_000, 2));
    ByteBuf out = Unpooled.buffer();
    header.write(AdtsHeader.MAX_PAYLOAD_BYTES, out);
    assertThat(AdtsHeader.parse(out).frameBytes()).isEqualTo(0x1FFF);
    assertThatThrownBy(() -> header.write(AdtsHeader.MAX_PAYLOAD_BYTES + 1, out))
        .isInstanceOf(MalformedMediaException.class);
    Codec.Aac lowDelay = AudioSpecificConfig.parse(Octets.ofHex("f8e640"));
    assertThat(AdtsHeader.carries(lowDelay)).isFalse();
    assertThatThrownBy(() -> AdtsHeader.of(lowDelay)).isInstanceOf(UnsupportedMediaException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fff150802b3f", "ffe150802b3ffc", "fff150800000fc", "fff17c802b3ffc"})
  void refuses(String hex) {
    assertThatThrownBy(() -> AdtsHeader.parse(wrap(Octets.ofHex(hex))))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void survivesDamage() {
    Mutations.onlyMediaExceptions(
        HEADER, bytes -> AdtsHeader.parse(wrap(bytes)).codec(wrap(bytes)));
  }

  private static ByteBuf wrap(Octets octets) {
    return Unpooled.wrappedBuffer(octets.toByteArray());
  }
}
