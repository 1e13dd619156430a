package dev.weir.elementary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.aac.Adts;
import dev.weir.flac.FlacMuxer;
import dev.weir.flac.FlacReader;
import dev.weir.media.Demuxer;
import dev.weir.media.DemuxerFacts;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Muxer;
import dev.weir.media.TrackSink;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.mpegaudio.Mp3;
import dev.weir.testkit.Golden;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawAudioTest {
  private static byte[] load(String name) {
    return DemuxerFacts.load("rawaudio/" + name);
  }

  private static Function<TrackSink, Demuxer> reader(String name) {
    return switch (name.substring(name.indexOf('.'))) {
      case ".mp3" -> Mp3::reader;
      case ".aac" -> Adts::reader;
      default -> FlacReader::new;
    };
  }

  private static Muxer muxer(String name) {
    return switch (name.substring(name.indexOf('.'))) {
      case ".mp3" -> Mp3.muxer();
      case ".aac" -> Adts.muxer();
      default -> new FlacMuxer();
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cbr.mp3",
        "vbr.mp3",
        "mpeg2.mp3",
        "layer2.mp3",
        "lc.aac",
        "mono.aac",
        "pce.aac",
        "flac.flac",
        "ffmpeg.flac",
        "small.flac"
      })
  void readsWhatOthersWrite(String name) {
    String dump = DemuxerFacts.dump(load(name), reader(name));
    Golden.assertMatches(dump, "rawaudio/" + name + ".dump");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cbr.mp3", "lc.aac", "small.flac"})
  void readsTheSameInPiecesOfAnySize(String name) {
    byte[] start = load(name);
    DemuxerFacts.readsTheSameInPieces(
        Arrays.copyOf(start, Math.min(start.length, 4_200)), reader(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cbr.mp3", "mpeg2.mp3", "lc.aac", "small.flac"})
  void refusesDamageOnlyWithAMediaException(String name) {
    byte[] start = load(name);
    DemuxerFacts.refusesDamageWithMediaExceptions(
        Arrays.copyOf(start, Math.min(start.length, 4_200)), 2_000, reader(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cbr.mp3", "lc.aac", "flac.flac"})
  void resumesAtThePositionOfASample(String name) {
    DemuxerFacts.resumesAtEverySample(load(name), reader(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cbr.mp3", "mpeg2.mp3", "layer2.mp3", "lc.aac", "mono.aac", "ffmpeg.flac"})
  void writesWhatItReadSoThatItReadsTheSame(String name) {
    byte[] written = DemuxerFacts.remux(load(name), muxer(name), reader(name));
    assertThat(DemuxerFacts.dump(written, reader(name)))
        .isEqualTo(DemuxerFacts.dump(load(name), reader(name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cbr.mp3", "lc.aac", "ffmpeg.flac"})
  void losesOnlyTheFramesThatAreDamaged(String name) {
    byte[] damaged = load(name);
    Arrays.fill(damaged, 2_000, 2_040, (byte) 0x55);
    long whole = DemuxerFacts.dump(load(name), reader(name)).lines().count();
    long left = DemuxerFacts.dump(damaged, reader(name)).lines().count();
    assertThat(left).isBetween(whole - 2, whole);
  }

  @Test
  void joinsAStreamThatBeginsWithinAFrame() {
    byte[] whole = load("lc.aac");
    byte[] cut = Arrays.copyOfRange(whole, 100, whole.length);
    long all = DemuxerFacts.dump(whole, Adts::reader).lines().count();
    assertThat(DemuxerFacts.dump(cut, Adts::reader).lines().count()).isBetween(all - 2, all - 1);
  }

  @Test
  void passesOverTagsBetweenFiles() {
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    twice.writeBytes(load("cbr.mp3"));
    twice.writeBytes(load("cbr.mp3"));
    long once = DemuxerFacts.dump(load("cbr.mp3"), Mp3::reader).lines().count() - 1;
    assertThat(DemuxerFacts.dump(twice.toByteArray(), Mp3::reader).lines().count())
        .isEqualTo(1 + 2 * once);
  }

  @Test
  void refusesFreeFormatByName() {
    assertThatThrownBy(() -> DemuxerFacts.dump(load("free.mp3"), Mp3::reader))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("free format");
  }

  @Test
  void refusesWhatHasNoFrames() {
    assertThatThrownBy(
            () -> DemuxerFacts.dump(new byte[FrameReader.MAX_JUNK_BYTES + 99], Adts::reader))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("ADTS: no frame in the first 131072 bytes");
    assertThatThrownBy(() -> DemuxerFacts.dump(new byte[99], FlacReader::new))
        .isInstanceOf(MalformedMediaException.class);
  }
}
