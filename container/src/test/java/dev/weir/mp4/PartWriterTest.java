package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Cue;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class PartWriterTest {
  private static final Track VIDEO = Track.of(1, Codecs.AVC);
  private static final Track AUDIO = Track.of(2, Codecs.AAC);

  private final ByteBuf out = Unpooled.buffer();

  private static Sample sample(Track track, long dts, int ptsOffset, boolean key, int... bytes) {
    ByteBuf payload = Unpooled.buffer();
    for (int b : bytes) {
      payload.writeByte(b);
    }
    return new Sample(track.id(), dts, ptsOffset, key, payload);
  }

  private void writePictures(PartWriter part) {
    part.begin(7, 2, out);
    part.sample(sample(VIDEO, 36_000_000_000L, 80_000, true, 0xAA, 0xBB), out);
    part.sample(sample(VIDEO, 36_000_040_000L, -40_000, false, 0xCC), out);
    part.end(36_000_080_000L, out);
  }

  @Test
  void writesPicturesAsTheStandardLaysThemOut() {
    writePictures(new PartWriter(VIDEO));
    assertThat(Octets.copyOf(out))
        .isEqualTo(
            Octets.ofHex(
                "00000078 6d6f6f66"
                    + "00000010 6d666864 00000000 00000007"
                    + "00000060 74726166"
                    + "00000010 74666864 00020000 00000001"
                    + "00000014 74666474 01000000 00000000c11e7a00"
                    + "00000034 7472756e 01000f01 00000002 00000080"
                    + "00000e10 00000002 02000000 00001c20"
                    + "00000e10 00000001 01010000 fffff1f0"
                    + "0000000b 6d646174 aabb cc"));
  }

  @Test
  void givesTheSameBytesForTheSameSamples() {
    PartWriter part = new PartWriter(VIDEO);
    writePictures(part);
    Octets first = Octets.copyOf(out);
    out.clear();
    writePictures(part);
    assertThat(Octets.copyOf(out)).isEqualTo(first);
  }

  @Test
  void soundHasNoFlagsAndNoOffsets() {
    PartWriter part = new PartWriter(AUDIO);
    part.begin(1, 2, out);
    part.sample(sample(AUDIO, 21_333, 0, true, 1), out);
    part.sample(sample(AUDIO, 42_667, 0, true, 2), out);
    part.end(64_000, out);
    assertThat(BoxTree.octets(out, "moof/traf/tfdt"))
        .isEqualTo(Octets.ofHex("01000000 0000000000000400"));
    assertThat(BoxTree.octets(out, "moof/traf/trun"))
        .isEqualTo(Octets.ofHex("01000301 00000002 00000070 00000400 00000001 00000400 00000001"));
  }

  @Test
  void roundingLeavesNoGapBetweenParts() {
    PartWriter part = new PartWriter(VIDEO, new Timescale(1000));
    long sum = 0;
    for (int i = 0; i < 100; i++) {
      long dts = i * 33_367L;
      part.begin(i, 1, out.clear());
      part.sample(sample(VIDEO, dts, 0, true), out);
      part.end(dts + 33_367, out);
      assertThat(BoxTree.find(out, "moof/traf/tfdt").getLong(4)).isEqualTo(sum);
      sum += BoxTree.find(out, "moof/traf/trun").getInt(12);
    }
    assertThat(sum).isEqualTo(3337);
  }

  @Test
  void takesBoxesForTheEndOfTraf() {
    PartWriter part = new PartWriter(AUDIO);
    ByteBuf boxes = Unpooled.buffer();
    BoxWriter.end(BoxWriter.begin("uuid", boxes), boxes);
    part.begin(1, 1, boxes, out);
    part.sample(sample(AUDIO, 0, 0, true, 0x55), out);
    part.end(21_333, out);
    assertThat(BoxTree.names(out)).isEqualTo("moof(mfhd traf(tfhd tfdt trun uuid)) mdat");
    int dataOffset = BoxTree.find(out, "moof/traf/trun").getInt(8);
    assertThat(out.getByte(dataOffset)).isEqualTo((byte) 0x55);
    assertThat(boxes.readableBytes()).isEqualTo(8);
  }

  @Test
  void cuesBecomeSamplesOfTheirFormat() {
    Track text = Track.of(3, Codecs.WEBVTT);
    ByteBuf cue = Unpooled.buffer();
    new Cue(1000, "line:0\nHi").write(cue);
    PartWriter part = new PartWriter(text);
    part.begin(1, 1, out);
    part.sample(new Sample(3, 0, 0, true, cue), out);
    part.end(1_000_000, out);
    assertThat(BoxTree.octets(out, "mdat"))
        .isEqualTo(
            Octets.ofHex(
                "00000020 76747463 0000000e 73747467 6c696e653a30 0000000a 7061796c 4869"));
  }

  @Test
  void aPartHasTheSamplesItWasBegunFor() {
    PartWriter part = new PartWriter(AUDIO);
    assertThatThrownBy(() -> part.begin(1, 0, out)).isInstanceOf(IllegalArgumentException.class);
    part.begin(1, 1, out);
    assertThatThrownBy(() -> part.end(0, out)).isInstanceOf(IllegalStateException.class);
    part.sample(sample(AUDIO, 0, 0, true), out);
    assertThatThrownBy(() -> part.sample(sample(AUDIO, 1, 0, true), out))
        .isInstanceOf(IllegalStateException.class);
  }
}
