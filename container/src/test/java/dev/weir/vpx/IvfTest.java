package dev.weir.vpx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.DemuxerFacts;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.testkit.Golden;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IvfTest {
  private static final String VP8_HEADER =
      "444b4946 0000 2000 56503830 6000 4000 19000000 01000000 00000000 00000000";

  private static byte[] load(String name) {
    return DemuxerFacts.load("rawvideo/" + name);
  }

  private static String dump(byte[] bytes) {
    return DemuxerFacts.dump(bytes, IvfReader::new);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vp8.ivf", "vp9.ivf", "av1.ivf"})
  void readsWhatFfmpegWrites(String name) {
    byte[] file = load(name);
    Golden.assertMatches(dump(file), "rawvideo/" + name + ".dump");
    DemuxerFacts.readsTheSameInPieces(
        Arrays.copyOf(file, Math.min(file.length, 2000)), IvfReader::new);
    DemuxerFacts.readsTheStartOfWhatIsCutAnywhere(file, IvfReader::new);
    DemuxerFacts.refusesTurnedBits(file, 500, IvfReader::new);
    DemuxerFacts.resumesWithoutTimes(file, IvfReader::new);
  }

  /// Writes everything that it is given.
  private static final class Writing implements TrackSink {
    private final IvfMuxer muxer = new IvfMuxer();
    private final ByteBuf out = Unpooled.buffer();

    @Override
    public void track(Track track) {
      muxer.track(track, out);
      if (!out.isReadable()) {
        muxer.header(out);
      }
    }

    @Override
    public void sample(Sample sample) {
      muxer.sample(sample, out);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vp8.ivf", "vp9.ivf", "av1.ivf"})
  void whatIsWrittenComesBack(String name) {
    byte[] file = load(name);
    Writing writing = new Writing();
    try (IvfReader reader = new IvfReader(writing)) {
      reader.read(Unpooled.wrappedBuffer(file));
    }
    byte[] written = new byte[writing.out.readableBytes()];
    writing.out.readBytes(written);
    assertThat(dump(written)).isEqualTo(dump(file));
  }

  private static void read(String hex) {
    try (IvfReader reader = new IvfReader(new Writing())) {
      reader.read(Unpooled.wrappedBuffer(Octets.ofHex(hex).toByteArray()));
    }
  }

  @Test
  void refusesAFrameOverTheLimitBeforeItArrives() {
    assertThatThrownBy(() -> read(VP8_HEADER + "ffffffff 0000000000000000"))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("IVF frame at byte 32: 4294967295 bytes, limit 8388608");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "444b4947 0000 2000 56503830 6000 4000 19000000 01000000 00000000 00000000",
        "444b4946 0000 1f00 56503830 6000 4000 19000000 01000000 00000000 00000000",
        "444b4946 0000 2000 56503830 6000 4000 00000000 01000000 00000000 00000000",
        "444b4946 0000 2000 56503830 6000 4000 19000000 00000000 00000000 00000000",
        "444b4946 0000 2000 56503830 6000 4000 ffffffff ffffffff 00000000 00000000",
        VP8_HEADER + "01000000 ffffffffffffffff"
      })
  void refusesAbsurdHeaders(String hex) {
    assertThatThrownBy(() -> read(hex)).isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void refusesOtherCodecs() {
    assertThatThrownBy(
            () -> read("444b4946 0000 2000 48323634 6000 4000 19000000 01000000 00000000 00000000"))
        .isInstanceOf(UnsupportedMediaException.class);
    assertThat(IvfMuxer.carries(new Codec.Mp3(3, 44_100, 2))).isFalse();
  }
}
