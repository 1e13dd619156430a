package dev.weir.aac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatmReaderTest {
  // sameStreamMux 0, version 0, sameTimeFraming 1, subFrames 0, program 0, layer 0,
  // AudioSpecificConfig 1190 (LC, 48 kHz, 2 channels), frameLengthType 0, fullness FF, no other
  // data, no CRC, length 3, payload 210049, byte alignment
  private static final Octets ELEMENT = element();

  private final LatmReader reader = new LatmReader();
  private final List<String> frames = new ArrayList<>();

  private static Octets element() {
    StringBuilder bits = new StringBuilder("0").append("0").append("1").append("000000");
    bits.append("0000").append("000").append("0001000110010000").append("000");
    bits.append("11111111").append("0").append("0");
    payload(bits);
    return octets(bits);
  }

  private static void payload(StringBuilder bits) {
    bits.append("00000011").append("00100001").append("00000000").append("01001001");
  }

  private static Octets octets(StringBuilder bits) {
    while (bits.length() % 8 != 0) {
      bits.append('0');
    }
    byte[] bytes = new byte[bits.length() / 8];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
    }
    return Octets.of(bytes);
  }

  private void read(Octets element) {
    reader.read(
        element,
        (codec, block) ->
            frames.add(
                codec.configuration().toHex()
                    + " "
                    + codec.sampleRate()
                    + "/"
                    + codec.channels()
                    + " "
                    + Octets.copyOf(block).toHex()));
  }

  @Test
  void readsConfigurationAndFrame() {
    read(ELEMENT);
    assertThat(frames).containsExactly("1190 48000/2 210049");
  }

  @Test
  void keepsTheConfigurationForElementsWithoutOne() {
    StringBuilder bits = new StringBuilder("1");
    payload(bits);
    Octets same = octets(bits);
    read(same);
    assertThat(frames).as("none before a configuration").isEmpty();
    read(ELEMENT);
    read(same);
    assertThat(frames).hasSize(2).last().isEqualTo("1190 48000/2 210049");
  }

  @Test
  void readsAConfigurationOfVersion1() {
    // version 1, versionA 0, taraFullness of 1 byte, …, length of the configuration: 1 byte, 16
    StringBuilder bits = new StringBuilder("0").append("1").append("0").append("0000000000");
    bits.append("1").append("000000").append("0000").append("000");
    bits.append("00").append("00010000").append("0001000110010000");
    bits.append("000").append("11111111").append("0").append("0");
    payload(bits);
    read(octets(bits));
    assertThat(frames).containsExactly("1190 48000/2 210049");
  }

  /// Its AudioSpecificConfig has 25 bits, and the next field follows at once.
  @Test
  void readsTheConfigurationThatIsWrittenForHeAac() {
    Codec.Aac codec = AudioSpecificConfig.of(AudioSpecificConfig.SBR, 48_000, 2);
    StringBuilder bits = new StringBuilder("0");
    for (byte octet : StreamMuxConfig.of(codec).toByteArray()) {
      bits.append(String.format("%8s", Integer.toBinaryString(octet & 0xFF)).replace(' ', '0'));
    }
    bits.setLength(1 + 15 + 25 + 13);
    payload(bits);
    read(octets(bits));
    assertThat(frames).containsExactly(codec.configuration().toHex() + " 48000/2 210049");
  }

  @Test
  void refusesSeveralProgramsAndLayers() {
    StringBuilder bits = new StringBuilder("0").append("0").append("1").append("000000");
    bits.append("0001").append("000").append("0".repeat(64));
    assertThatThrownBy(() -> read(octets(bits))).isInstanceOf(UnsupportedMediaException.class);
  }

  @Test
  void readsOrRefusesAnyElement() {
    Mutations.onlyMediaExceptions(ELEMENT, element -> read(element));
  }
}
