package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written live is read again, sample for sample.
class Mp4RoundTripTest {
  /// All tracks in the header, then all samples.
  private static byte[] remux(byte[] file) {
    Mp4Muxer muxer = new Mp4Muxer(Mp4Muxer.Start.STREAM);
    ByteBuf out = Unpooled.buffer();
    Mp4Files.read(file, new Remuxer(muxer, out, false));
    out.clear();
    muxer.header(out);
    Mp4Files.read(file, new Remuxer(muxer, out, true));
    byte[] written = new byte[out.readableBytes()];
    out.readBytes(written);
    return written;
  }

  private record Remuxer(Mp4Muxer muxer, ByteBuf out, boolean withSamples) implements TrackSink {
    @Override
    public void track(Track track) {
      if (!withSamples) {
        muxer.track(track, out);
      }
    }

    @Override
    public void sample(Sample sample) {
      if (withSamples && sample.dtsMicros() >= 0) {
        muxer.sample(sample, out);
      }
    }
  }

  /// Without tracks, and the samples before the start of time, which live streams have not.
  private static List<String> samples(String dump) {
    return dump.lines()
        .filter(line -> !line.startsWith("track") && !line.contains("dts -"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "moov-first.mp4",
        "fragmented.mp4",
        "hevc.mp4",
        "av1-opus.mp4",
        "vp9-flac.mp4",
        "mpeg4-mp3.mp4",
        "ac3.mp4",
        "eac3.mp4",
        "alac.m4a"
      })
  void readsWhatIsWrittenLive(String name) {
    byte[] file = Mp4Files.load(name);
    byte[] written = remux(file);
    List<String> expected = samples(Mp4Files.dump(file));
    assertThat(samples(Mp4Files.dump(written))).isEqualTo(expected);
    assertThat(samples(Mp4Files.pushDump(written))).isEqualTo(expected);
  }
}
