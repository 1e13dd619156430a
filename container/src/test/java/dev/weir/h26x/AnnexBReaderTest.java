package dev.weir.h26x;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Demuxer;
import dev.weir.media.DemuxerFacts;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.testkit.Golden;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnexBReaderTest {
  private static byte[] load(String name) {
    return DemuxerFacts.load("rawvideo/" + name);
  }

  private static Function<TrackSink, Demuxer> reader(String name) {
    return name.endsWith("hevc") ? AnnexBReader::hevc : AnnexBReader::avc;
  }

  @ParameterizedTest
  @ValueSource(strings = {"avc.h264", "no-delimiters.h264", "fields.h264", "hevc.hevc"})
  void readsWhatFfmpegWrites(String name) {
    byte[] file = load(name);
    Function<TrackSink, Demuxer> reader = reader(name);
    String dump = DemuxerFacts.dump(file, reader);
    Golden.assertMatches(dump, "rawvideo/" + name + ".dump");
    assertThat(dump.lines()).as("a track, and pictures").hasSize(1 + 15);
    DemuxerFacts.readsTheSameInPieces(Arrays.copyOf(file, 1500), reader);
    DemuxerFacts.readsTheStartOfWhatIsCutAnywhere(file, reader);
    DemuxerFacts.refusesTurnedBits(file, 300, reader);
    DemuxerFacts.resumesWithoutTimes(file, reader);
  }

  /// Writes everything that it is given.
  private static final class Writing implements TrackSink {
    private final AnnexBMuxer muxer = new AnnexBMuxer();
    private final ByteBuf out = Unpooled.buffer();

    @Override
    public void track(Track track) {
      muxer.track(track, out);
      muxer.header(out);
    }

    @Override
    public void sample(Sample sample) {
      muxer.sample(sample, out);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"avc.h264", "no-delimiters.h264", "hevc.hevc"})
  void whatIsWrittenComesBack(String name) {
    byte[] file = load(name);
    Writing writing = new Writing();
    DemuxerFacts.read(file, writing, reader(name));
    byte[] written = new byte[writing.out.readableBytes()];
    writing.out.readBytes(written);
    assertThat(DemuxerFacts.dump(written, reader(name)))
        .isEqualTo(DemuxerFacts.dump(file, reader(name)));
  }

  @Test
  void refusesWhatHasNoStartCodes() {
    byte[] zeros = new byte[10 << 20];
    assertThatThrownBy(() -> DemuxerFacts.dump(zeros, AnnexBReader::avc))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("no access unit");
  }
}
