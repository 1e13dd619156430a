package dev.weir.flac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlacTest {
  // FFmpeg: 44100 Hz, mono, 16 bits, blocks of 4608.
  private static final Octets STREAM_INFO =
      Octets.ofHex("1200120000 02f10004f3 0ac440f00000ac449ba95e857124355c11330d327eb66b24");

  static final Codec.Flac CODEC = StreamInfo.parse(STREAM_INFO);

  @Test
  void readsStreamInfo() {
    assertThat(CODEC).isEqualTo(new Codec.Flac(STREAM_INFO, 44_100, 1));
  }

  @Test
  void readsItBehindItsBlockHeaderAndTheMagic() {
    assertThat(StreamInfo.parse(Octets.ofHex("80000022" + STREAM_INFO.toHex()))).isEqualTo(CODEC);
    assertThat(StreamInfo.parse(Octets.ofHex("664c614300000022" + STREAM_INFO.toHex() + "8100")))
        .isEqualTo(CODEC);
  }

  @ParameterizedTest
  @CsvSource({
    "fff85908003c4e00, 4608", // FFmpeg's first frame
    "fff87908090a43174c, 2628", // FFmpeg's last frame
    "fff81908003c, 192",
    "fff89908003c, 512",
    "fff86908003c, 61",
    "fff87908f8888080800fff12, 4096",
  })
  void measuresFrames(String hex, int samples) {
    assertThat(samples(Octets.ofHex(hex))).isEqualTo(samples);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fff8",
        "fff00908003c",
        "fff80908003c",
        "fff8f908003c",
        "fff87908ff01",
        "fff8790880ff01"
      })
  void refusesFrames(String hex) {
    assertThatThrownBy(() -> samples(Octets.ofHex(hex)))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void refusesStreamInfo() {
    assertThatThrownBy(() -> StreamInfo.parse(Octets.EMPTY))
        .isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() -> StreamInfo.parse(Octets.of(new byte[34])))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void survivesDamage() {
    Mutations.onlyMediaExceptions(STREAM_INFO, StreamInfo::parse);
    Mutations.onlyMediaExceptions(Octets.ofHex("fff87908090a43174c"), FlacTest::samples);
  }

  private static int samples(Octets frame) {
    return FlacFrame.samples(Unpooled.wrappedBuffer(frame.toByteArray()), CODEC);
  }
}
