package dev.weir.flac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.DemuxerFacts;
import dev.weir.media.Octets;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlacReaderTest {
  // fLaC, STREAMINFO and its header
  private static final int START_BYTES = 42;
  private static final int HEADER = 0xFFF85908; // the number and the checksum are still to come
  private static final int NUMBER_AND_CHECKSUM = 0x003C;

  private final byte[] file = DemuxerFacts.load("rawaudio/flac.flac");
  private final List<Octets> frames = new ArrayList<>();
  private final TrackSink sink =
      TrackSink.ofSamples(sample -> frames.add(Octets.copyOf(sample.payload())));

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5}) // the sync code, the channels, the checksum
  void losesTwoFramesIfTheHeaderOfTheSecondIsDamaged(int at) {
    DemuxerFacts.read(file, sink, FlacReader::new);
    List<Octets> whole = List.copyOf(frames);
    frames.clear();
    int third = file.length - whole.stream().skip(2).mapToInt(Octets::length).sum();
    file[third + at] ^= 0x55;
    try (FlacReader reader = new FlacReader(sink)) {
      reader.read(Unpooled.wrappedBuffer(file));
      reader.end();
      assertThat(reader.dropped()).isEqualTo(1);
    }
    assertThat(frames).hasSize(whole.size() - 2).startsWith(whole.getFirst());
    assertThat(frames.subList(1, frames.size())).isEqualTo(whole.subList(3, whole.size()));
  }

  @Test
  void sumsEachByteOnceThatLiesBehindFalseHeaders() {
    ByteBuf bytes = Unpooled.buffer().writeBytes(file, 0, START_BYTES);
    bytes.setByte(4, 0x80); // the last block
    for (int i = 0; i < 1_000; i++) {
      bytes.writeInt(HEADER).writeShort(NUMBER_AND_CHECKSUM);
    }
    bytes.writeZero(FlacReader.MAX_FRAME_BYTES - 3_000);
    bytes.writeInt(HEADER).writeShort(NUMBER_AND_CHECKSUM);
    Counted counted = new Counted();
    try (FlacReader reader = new FlacReader(sink, counted)) {
      reader.read(bytes);
      reader.end();
    }
    assertThat(frames).isEmpty();
    assertThat(counted.bytesTaken).isLessThanOrEqualTo(bytes.writerIndex());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 0, 2}) // as it should be, numbers that stand still, some that are missing
  void framesMayBeOfAnyLengthWhateverTheOneBeforeHad(int step) {
    int[] lengths = {
      3_000, 2_900, 200, 200, 20, 9_000, 100, 7_000, 7_000, 7_000, 20, 20, 20, 6_000
    };
    List<Octets> written = new ArrayList<>();
    ByteBuf bytes = Unpooled.buffer().writeBytes(file, 0, START_BYTES);
    bytes.setByte(4, 0x80); // the last block
    for (int i = 0; i < lengths.length; i++) {
      Octets frame = frame(i * step, lengths[i]);
      written.add(frame);
      frame.writeTo(bytes);
    }
    for (int pieceBytes : new int[] {bytes.writerIndex(), 1, 100, 5_000}) {
      frames.clear();
      try (FlacReader reader = new FlacReader(sink)) {
        for (ByteBuf rest = bytes.duplicate(); rest.isReadable(); ) {
          reader.read(rest.readSlice(Math.min(pieceBytes, rest.readableBytes())));
        }
        reader.end();
        assertThat(reader.dropped()).isZero();
      }
      assertThat(frames).isEqualTo(written);
    }
  }

  /// A frame of which nobody decodes the samples.
  private static Octets frame(int number, int bytes) {
    ByteBuf frame = Unpooled.buffer().writeInt(HEADER).writeByte(number);
    frame.writeByte(FlacCrc.crc8(frame, 0, frame.readableBytes()));
    while (frame.readableBytes() < bytes - FlacFrame.CRC_BYTES) {
      frame.writeByte(31 * frame.readableBytes() & 0x7F);
    }
    FlacCrc crc = new FlacCrc();
    crc.update(frame, 0, frame.readableBytes());
    return Octets.copyOf(frame.writeShort(crc.value()));
  }

  /// Counts the bytes that were taken out of it to be summed.
  private static final class Counted extends UnpooledHeapByteBuf {
    private long bytesTaken;

    Counted() {
      super(UnpooledByteBufAllocator.DEFAULT, 0, Integer.MAX_VALUE);
    }

    @Override
    public ByteBuf getBytes(int index, byte[] out, int outIndex, int length) {
      bytesTaken += length;
      return super.getBytes(index, out, outIndex, length);
    }
  }
}
