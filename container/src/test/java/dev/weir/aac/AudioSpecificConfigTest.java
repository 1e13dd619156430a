package dev.weir.aac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioSpecificConfigTest {
  // LC 48000, configuration 0; PCE: front a single and a pair, back a pair, one LFE.
  private static final Octets PCE_51 = Octets.ofHex("118004c8050001088000");

  @ParameterizedTest
  @CsvSource({
    "1190,           2, 48000, 2, 1024, LC as cameras write it",
    "119056e500,     2, 48000, 2, 1024, FFmpeg: LC that says it has no SBR",
    "1210,           2, 44100, 2, 1024, LC",
    "1394,           2, 22050, 2,  960, frames of 960",
    "1590,           2,  8000, 2, 1024, low rate",
    "1780000090,     2, 1, 2, 1024, escaped rate of 1 Hz",
    "2b8a0800,       5, 44100, 1, 2048, explicit SBR",
    "139056e5a0,     5, 44100, 2, 2048, SBR by the sync extension",
    "138856e5a54880,29, 44100, 2, 2048, PS by the sync extension",
    "eb098800,      29, 48000, 2, 2048, explicit PS over mono",
    "11b0,           2, 48000, 6, 1024, 5.1",
    "11b8,           2, 48000, 8, 1024, 7.1",
  })
  void reads(
      String hex, int objectType, int sampleRate, int channels, int samples, String description) {
    Codec.Aac codec = AudioSpecificConfig.parse(Octets.ofHex(hex));
    assertThat(codec)
        .as(description)
        .isEqualTo(new Codec.Aac(Octets.ofHex(hex), objectType, sampleRate, channels, samples));
  }

  @Test
  void keepsTheCoreOfHeAac() {
    AudioSpecificConfig config = AudioSpecificConfig.read(Octets.ofHex("139056e5a0"));
    assertThat(config.coreObjectType()).isEqualTo(AudioSpecificConfig.LC);
    assertThat(config.coreSampleRate()).isEqualTo(22_050);
  }

  @Test
  void countsTheChannelsOfAProgramConfigElement() {
    Codec.Aac codec = AudioSpecificConfig.parse(PCE_51);
    assertThat(codec.channels()).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource({
    "2,48000,2",
    "2,44100,1",
    "2,7350,8",
    "2,12345,6",
    "5,44100,2",
    "29,48000,2",
    "2,8000,7"
  })
  void makesWhatItReads(int objectType, int sampleRate, int channels) {
    Codec.Aac codec = AudioSpecificConfig.of(objectType, sampleRate, channels);
    assertThat(codec.objectType()).isEqualTo(objectType);
    assertThat(codec.sampleRate()).isEqualTo(sampleRate);
    assertThat(codec.channels()).isEqualTo(channels);
  }

  @Test
  void makesTheUsualTwoBytes() {
    assertThat(AudioSpecificConfig.of(2, 48_000, 2).configuration())
        .isEqualTo(Octets.ofHex("1190"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "11", "1690", "1780000010", "1180", "11c8"})
  void refuses(String hex) {
    assertThatThrownBy(() -> AudioSpecificConfig.parse(Octets.ofHex(hex)))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void survivesDamage() {
    Mutations.onlyMediaExceptions(Octets.ofHex("138856e5a54880"), AudioSpecificConfig::parse);
    Mutations.onlyMediaExceptions(PCE_51, AudioSpecificConfig::parse);
  }
}
