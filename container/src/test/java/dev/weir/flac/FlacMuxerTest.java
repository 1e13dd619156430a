package dev.weir.flac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.DemuxerFacts;
import dev.weir.media.MemoryFile;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlacMuxerTest {
  private static final MemoryFile FILE =
      MemoryFile.of(DemuxerFacts.load("rawaudio/small.flac"), FlacReader::new);

  /// The file so many times, one after the other.
  private static List<Sample> written(int times) {
    FlacMuxer muxer = new FlacMuxer();
    ByteBuf out = Unpooled.buffer();
    muxer.track(FILE.tracks().getFirst(), out);
    muxer.header(out);
    for (int i = 0; i < times; i++) {
      FILE.samples().forEach(sample -> muxer.sample(sample.with(sample.payload().slice()), out));
    }
    return MemoryFile.of(Octets.copyOf(out).toByteArray(), FlacReader::new).samples();
  }

  @Test
  void framesAreWrittenAsTheyCame() {
    List<Sample> written = written(1);
    assertThat(written).hasSameSizeAs(FILE.samples());
    for (int i = 0; i < written.size(); i++) {
      assertThat(written.get(i).payload()).isEqualTo(FILE.samples().get(i).payload());
    }
  }

  /// FFmpeg would give the same times to the frames of a file in a loop again and again.
  @Test
  void numbersGoOnWhereTheSourceBeginsAnew() {
    List<Sample> written = written(300);
    assertThat(written).hasSize(300 * FILE.samples().size());
    for (int i = 1; i < written.size(); i++) {
      assertThat(written.get(i).dtsMicros()).isGreaterThan(written.get(i - 1).dtsMicros());
      ByteBuf frame = written.get(i).payload();
      ByteBuf before = FILE.samples().get(i % FILE.samples().size()).payload();
      int bodyBytes = before.readableBytes() - headerBytes(before);
      assertThat(frame.slice(headerBytes(frame), bodyBytes - FlacFrame.CRC_BYTES))
          .isEqualTo(before.slice(headerBytes(before), bodyBytes - FlacFrame.CRC_BYTES));
    }
  }

  private static int headerBytes(ByteBuf frame) {
    return FlacFrame.headerBytes(frame, frame.readerIndex(), frame.writerIndex());
  }
}
