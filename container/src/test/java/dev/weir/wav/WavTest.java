package dev.weir.wav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.DemuxerFacts;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.testkit.Golden;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WavTest {
  private static final String MONO_8_BIT =
      "52494646 00000000 57415645 666d7420 10000000 0100 0100 401f0000 401f0000 0100 0800";

  private final ByteBuf out = Unpooled.buffer();

  private static byte[] load(String name) {
    return DemuxerFacts.load("wav/" + name);
  }

  private static String dump(byte[] wav) {
    return DemuxerFacts.dump(wav, WavReader::new);
  }

  private static byte[] hex(String hex) {
    return Octets.ofHex(hex).toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pcm8", "pcm16", "pcm24", "pcm32", "float32", "float64", "alaw", "mulaw", "six", "rf64",
        "piped", "bext", "mp3"
      })
  void readsWhatOthersWrite(String name) {
    Golden.assertMatches(dump(load(name + ".wav")), "wav/" + name + ".dump");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pcm8", "pcm24", "bext", "piped", "mp3"})
  void readsTheSameInPiecesOfAnySize(String name) {
    DemuxerFacts.readsTheSameInPieces(load(name + ".wav"), WavReader::new);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pcm8", "rf64", "bext", "mp3"})
  void refusesDamageOnlyWithAMediaException(String name) {
    DemuxerFacts.refusesDamageWithMediaExceptions(load(name + ".wav"), 2_000, WavReader::new);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pcm16", "mp3"})
  void resumesAtThePositionOfASample(String name) {
    DemuxerFacts.resumesAtEverySample(load(name + ".wav"), WavReader::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pcm8", "pcm16", "pcm24", "pcm32", "float32", "alaw", "mulaw", "six", "mp3"})
  void writesWhatItReadSoThatItReadsTheSame(String name) {
    byte[] original = load(name + ".wav");
    assertThat(dump(DemuxerFacts.remux(original, new WavMuxer(), WavReader::new)))
        .isEqualTo(dump(original));
  }

  @Test
  void aFileSaysItsSizes() {
    byte[] original = load("pcm8.wav");
    int dataBytes = 881;
    WavMuxer muxer = WavMuxer.ofSize(dataBytes);
    byte[] written = DemuxerFacts.remux(original, muxer, WavReader::new, muxer::end);

    assertThat(written).hasSize(44 + dataBytes + 1);
    assertThat(Octets.of(Arrays.copyOf(written, 44)))
        .isEqualTo(
            Octets.ofHex(
                "52494646 96030000 57415645 666d7420 10000000 0100 0100 401f0000 401f0000 0100"
                    + " 0800 64617461 71030000"));
    assertThat(dump(written)).isEqualTo(dump(original));
  }

  @Test
  void aFileOverFourGibibytesIsRf64() {
    long dataBytes = 5L << 30;
    WavMuxer muxer = WavMuxer.ofSize(dataBytes);
    muxer.track(Track.of(1, new Codec.Pcm(16, false, false, 48_000, 2)), out);
    muxer.header(out);
    assertThat(out.getInt(0)).isEqualTo(WavReader.RF64);
    assertThat(out.getInt(4)).isEqualTo(-1);
    assertThat(out.getInt(12)).isEqualTo(WavReader.DS64);
    assertThat(out.getLongLE(20)).isEqualTo(out.readableBytes() + dataBytes - 8);
    assertThat(out.getLongLE(28)).isEqualTo(dataBytes);
    assertThat(out.getLongLE(36)).isEqualTo(dataBytes / 4);
  }

  @Test
  void turnsTheBytesOfBigEndianSound() {
    WavMuxer muxer = new WavMuxer();
    muxer.track(Track.of(1, new Codec.Pcm(24, true, false, 8_000, 1)), out);
    ByteBuf payload = Unpooled.wrappedBuffer(hex("010203 040506"));
    muxer.sample(new Sample(1, 0, 0, true, payload), out.clear());
    assertThat(Octets.copyOf(out)).isEqualTo(Octets.ofHex("030201 060504"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000", "ffffffff", "ffffff7f"})
  void dataOfAStreamLastUntilTheEnd(String size) {
    String dump = dump(hex(MONO_8_BIT + "64617461" + size + "80".repeat(161)));
    assertThat(dump.lines())
        .containsExactly(
            "track 1 PCM 8000/1", dump.lines().toList().get(1), dump.lines().toList().get(2));
    assertThat(dump)
        .contains("1 dts 0.000000 pts 0.000000 key 160", "1 dts 0.020000 pts 0.020000 key 1 ");
  }

  @Test
  void passesOverChunksOfOddSizes() {
    assertThat(dump(hex(MONO_8_BIT + "4a554e4b 03000000 000000 00 64617461 01000000 80 00")))
        .contains("key 1 ");
  }

  @Test
  void refusesDataBeforeTheirFormat() {
    assertThatThrownBy(() -> dump(hex("52494646 00000000 57415645 64617461 01000000 80")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("WAV data at byte 20: no fmt before");
  }

  @Test
  void refusesFormatsThatItDoesNotKnow() {
    assertThatThrownBy(() -> dump(hex(MONO_8_BIT.replace("0100 0100", "0200 0100"))))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessage("WAV fmt: tag 0002, allowed 1, 3, 6, 7, 55");
  }

  @Test
  void refusesAFormatChunkOverTheLimitBeforeItArrives() {
    assertThatThrownBy(() -> dump(hex("52494646 00000000 57415645 666d7420 ffffff7f")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("WAV fmt at byte 12: 2147483647 bytes, limit 4096");
  }
}
