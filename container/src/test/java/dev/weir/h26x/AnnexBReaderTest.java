package dev.weir.h26x;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.ReaderChecks;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.testkit.Golden;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnexBReaderTest {
  private static ReaderChecks file(String name) {
    boolean hevc = name.endsWith("hevc");
    return new ReaderChecks("rawvideo/" + name, hevc ? AnnexBReader::hevc : AnnexBReader::avc);
  }

  @ParameterizedTest
  @ValueSource(strings = {"avc.h264", "no-delimiters.h264", "fields.h264", "hevc.hevc"})
  void readsWhatFfmpegWrites(String name) {
    ReaderChecks file = file(name);
    Golden.assertMatches(file.dump(), "rawvideo/" + name + ".dump");
    assertThat(file.dump().lines()).as("a track, and pictures").hasSize(1 + 15);
    file.readsTheSameInPiecesOfAnySize(1500);
    file.readsTheStartOfAFileThatIsCutAnywhere();
    file.refusesDamageOnlyWithAMediaException(300);
    file.resumesAtEverySample();
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
    ReaderChecks file = file(name);
    Writing writing = new Writing();
    try (AnnexBReader reader =
        name.endsWith("hevc") ? AnnexBReader.hevc(writing) : AnnexBReader.avc(writing)) {
      reader.read(Unpooled.wrappedBuffer(file.bytes()));
      reader.end();
    }
    byte[] written = new byte[writing.out.readableBytes()];
    writing.out.readBytes(written);
    assertThat(file.dump(written)).isEqualTo(file.dump());
  }

  @Test
  void refusesWhatHasNoStartCodes() {
    byte[] zeros = new byte[10 << 20];
    assertThatThrownBy(() -> file("avc.h264").dump(zeros))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("no access unit");
  }
}
