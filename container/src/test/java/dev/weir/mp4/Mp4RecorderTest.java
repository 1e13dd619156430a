package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Codec;
import dev.weir.media.Cue;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Mp4RecorderTest {
  private static final long START_MICROS = 72_000_000_000L;
  private static final List<Track> TRACKS =
      List.of(
          Track.of(1, Codecs.AVC),
          Track.of(2, Codecs.AAC),
          Track.of(3, Codecs.TX3G),
          Track.of(4, new Codec.Data(Codec.Data.Format.ID3)));

  private final Mp4Recorder recorder = new Mp4Recorder(TRACKS);
  private final ByteBuf file = Unpooled.buffer();
  private final List<Sample> samples = new ArrayList<>();

  @BeforeEach
  void makeSamples() {
    for (int i = 0; i < 100; i++) {
      ByteBuf payload = Unpooled.buffer().writeInt(i);
      samples.add(new Sample(1, START_MICROS + i * 40_000L, 0, i % 50 == 0, payload));
    }
    for (int i = 0; i < 180; i++) {
      ByteBuf payload = Unpooled.buffer().writeShort(i);
      samples.add(new Sample(2, START_MICROS + 1 + i * 21_333L, 0, true, payload));
    }
    ByteBuf cue = Unpooled.buffer();
    new Cue(700, "Hi").write(cue);
    samples.add(new Sample(3, START_MICROS + 500_000, 0, true, cue));
    samples.sort(Comparator.comparingLong(Sample::dtsMicros));
  }

  private List<Octets> payloads(int trackId) {
    return samples.stream()
        .filter(sample -> sample.trackId() == trackId)
        .map(sample -> Octets.copyOf(sample.payload()))
        .toList();
  }

  private void record() {
    recorder.begin(file);
    samples.forEach(sample -> recorder.sample(sample, file));
  }

  private void finish() {
    Mp4Recorder.Finish finish = recorder.finish(file);
    ByteBuf header = Unpooled.buffer();
    finish.bytes().writeTo(header);
    file.setBytes((int) finish.position(), header);
  }

  @Test
  void isAFragmentedFileWhileItGrows() {
    record();
    assertThat(BoxTree.names(file))
        .matches(
            "ftyp free moov\\(.*mvex\\(trex trex trex\\)\\)( moof\\(mfhd traf\\(tfhd tfdt"
                + " trun\\)\\) mdat)+");
    // Parts of 20 pictures or so; the open part is not there.
    assertThat(BoxTree.all(file, "moof/traf/trun")).hasSizeBetween(8, 10);
    assertThat(BoxTree.all(file, "moof/traf/tfdt").getFirst().getLong(4)).isZero();
  }

  @Test
  void losesNoMoreThanTheOpenPart() {
    recorder.begin(file);
    int parts = 0;
    for (Sample sample : samples) {
      int before = file.writerIndex();
      recorder.sample(sample, file);
      if (file.writerIndex() > before) {
        parts++;
        assertThat(BoxTree.names(file)).endsWith("mdat");
      }
    }
    assertThat(parts).isEqualTo(4);
  }

  @Test
  void becomesAPlainFile() {
    record();
    finish();
    ByteBuf moov = moov();
    assertThat(BoxTree.names(moov)).startsWith("moov(mvhd trak").doesNotContain("mvex");
    assertThat(payloadsIn(moov, 0)).isEqualTo(payloads(1));
    assertThat(payloadsIn(moov, 1)).isEqualTo(payloads(2));
    assertThat(payloadsIn(moov, 2))
        .containsExactly(Octets.ofHex("0000"), Octets.ofHex("0002 4869"));
    assertThat(BoxTree.find(moov, "moov/trak/mdia/mdhd").getLong(24)).isEqualTo(360_000);
  }

  /// The tables of `moov` say where samples lie in the whole file.
  private List<Octets> payloadsIn(ByteBuf moov, int number) {
    return PlainFile.payloads(moov, file, number);
  }

  @Test
  void leavesOutSoundFromBeforeTheStart() {
    recorder.begin(file);
    recorder.sample(samples.getFirst(), file);
    ByteBuf early = Unpooled.wrappedBuffer(new byte[] {9});
    recorder.sample(new Sample(2, START_MICROS - 1, 0, true, early), file);
    finish();
    assertThat(BoxTree.all(moov(), "moov/trak")).hasSize(1);
  }

  @Test
  void nothingRecordedIsStillAFile() {
    recorder.begin(file);
    finish();
    assertThat(BoxTree.names(moov())).isEqualTo("moov(mvhd)");
  }

  /// What comes after `ftyp` and an `mdat` with a size of 64 bits.
  private ByteBuf moov() {
    int mdatAt = file.getInt(0);
    assertThat(file.getInt(mdatAt)).isEqualTo(1);
    int moovAt = (int) (mdatAt + file.getLong(mdatAt + 8));
    return file.slice(moovAt, file.readableBytes() - moovAt);
  }
}
