package dev.weir.http.progressive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.feed.ProgressiveFormat;
import dev.weir.http.EndlessBody;
import dev.weir.media.Codec;
import dev.weir.media.Demuxer;
import dev.weir.media.Muxer;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.media.file.MediaFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FillerTest {
  private static final Map<ProgressiveFormat, MediaFormat> FORMATS =
      Map.of(
          ProgressiveFormat.MP4, MediaFormat.MP4,
          ProgressiveFormat.WEBM, MediaFormat.MATROSKA,
          ProgressiveFormat.MKV, MediaFormat.MATROSKA);

  private static final Track OPUS =
      Track.of(1, new Codec.Opus(Octets.ofHex("4f707573486561640101380180bb0000000000"), 1, 312));

  @Test
  void onlySomeFormatsHaveWhatPlayersSkip() {
    assertThat(
            Arrays.stream(ProgressiveFormat.values()).filter(each -> Filler.of(each).isPresent()))
        .containsExactlyInAnyOrderElementsOf(FORMATS.keySet());
  }

  @Test
  void isOneWholeChunk() {
    EmbeddedChannel channel = new EmbeddedChannel();
    Filler filler = Filler.of(ProgressiveFormat.MP4).orElseThrow();
    for (int viewer = 0; viewer < 2; viewer++) {
      assertThat(filler.write(new EndlessBody.Chunks(channel))).isEqualTo(0x40000);
      ByteBuf chunk = channel.readOutbound();
      assertThat(chunk.readCharSequence(10, StandardCharsets.US_ASCII)).hasToString("00040000\r\n");
      assertThat(chunk.readInt()).isEqualTo(0x40000);
      assertThat(chunk.readCharSequence(4, StandardCharsets.US_ASCII)).hasToString("free");
      chunk.skipBytes(0x40000 - 8);
      assertThat(chunk.readCharSequence(2, StandardCharsets.US_ASCII)).hasToString("\r\n");
      assertThat(chunk.isReadable()).isFalse();
      chunk.release();
    }
    channel.finish();
  }

  @Test
  void isNotForALineThatIsBusyOrGone() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.write(Unpooled.buffer(64).writeZero(64)); // waits
    Filler filler = Filler.of(ProgressiveFormat.MP4).orElseThrow();
    assertThat(filler.write(new EndlessBody.Chunks(channel))).isZero();
    channel.flush();
    channel.releaseOutbound();
    channel.close();
    assertThat(filler.write(new EndlessBody.Chunks(channel))).isZero();
  }

  @Test
  void readersSkipIt() {
    FORMATS.forEach((format, reader) -> {
      ByteBuf bytes = Unpooled.buffer();
      Muxer muxer = format.muxer(List.of(OPUS));
      muxer.header(bytes);
      for (int i = 0; i < 10; i++) {
        muxer.sample(new Sample(OPUS.id(), i * 20_000L, 0, true, payload(i)), bytes);
        assertThat(format.nothing(1000, bytes)).isTrue();
      }
      List<Integer> numbers = new ArrayList<>();
      TrackSink sink =
          TrackSink.ofSamples(sample ->
              numbers.add((int) sample.payload().getByte(sample.payload().readerIndex())));
      try (Demuxer demuxer = reader.demuxer(sink)) {
        demuxer.read(bytes);
        demuxer.end();
      }
      assertThat(numbers).as("%s", format).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    });
  }

  private static ByteBuf payload(int number) {
    return Unpooled.wrappedBuffer(new byte[] {(byte) number, 1, 2, 3, 4, 5, 6, 7});
  }
}
