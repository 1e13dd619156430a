package dev.weir.ogg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.DemuxerFacts;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.opus.OpusHead;
import dev.weir.testkit.Golden;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OggTest {
  private static final Track OPUS = Track.of(1, OpusHead.of(2));
  private static final Track VP8 = Track.of(2, new Codec.Vp8(Picture.ofSize(96, 64)));

  private static byte[] load(String name) {
    return DemuxerFacts.load("ogg/" + name + ".ogg");
  }

  private static String dump(byte[] ogg) {
    return DemuxerFacts.dump(ogg, OggReader::new);
  }

  private static byte[] remux(byte[] ogg) {
    OggMuxer muxer = new OggMuxer();
    return DemuxerFacts.remux(ogg, muxer, OggReader::new, muxer::end);
  }

  private static byte[] remuxToFile(byte[] ogg) {
    OggMuxer muxer = OggMuxer.ofFile();
    return DemuxerFacts.remux(ogg, muxer, OggReader::new, muxer::end);
  }

  /// 20 ms of Opus.
  private static Sample opus(long ptsMicros) {
    return new Sample(
        1, ptsMicros, 0, true, Unpooled.wrappedBuffer(new byte[] {(byte) 0xFC, 1, 2}));
  }

  private static Sample vp8(long ptsMicros, boolean keyframe) {
    byte[] frame = new byte[20];
    frame[0] = (byte) (keyframe ? 0x10 : 0x11);
    return new Sample(2, ptsMicros, 0, keyframe, Unpooled.wrappedBuffer(frame));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vorbis",
        "opus",
        "opus60",
        "flac",
        "theora-vorbis",
        "vp8-opus",
        "gstreamer",
        "chained"
      })
  void readsWhatOthersWrite(String name) {
    Golden.assertMatches(dump(load(name)), "ogg/" + name + ".dump");
  }

  @ParameterizedTest
  @ValueSource(strings = {"opus", "vorbis"})
  void readsTheSameInPiecesOfAnySize(String name) {
    DemuxerFacts.readsTheSameInPieces(load(name), OggReader::new);
  }

  @ParameterizedTest
  @ValueSource(strings = {"opus", "theora-vorbis", "vp8-opus"})
  void refusesDamageOnlyWithAMediaException(String name) {
    byte[] whole = load(name);
    DemuxerFacts.refusesDamageWithMediaExceptions(
        Arrays.copyOf(whole, Math.min(8_000, whole.length)), 1_000, OggReader::new);
  }

  @ParameterizedTest
  @ValueSource(strings = {"opus", "vorbis", "flac", "theora-vorbis", "vp8-opus", "gstreamer"})
  void resumesAtThePositionOfASample(String name) {
    DemuxerFacts.resumesAtEverySample(load(name), OggReader::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"vorbis", "opus", "opus60", "flac", "theora-vorbis", "vp8-opus", "gstreamer"})
  void writesWhatItReadSoThatItReadsTheSame(String name) {
    assertThat(sorted(dump(remux(load(name))))).isEqualTo(sorted(dump(load(name))));
    assertThat(sorted(dump(remuxToFile(load(name))))).isEqualTo(sorted(dump(load(name))));
  }

  /// Each track for itself: pages of one packet are interleaved in another way.
  private static List<String> sorted(String dump) {
    return dump.lines().sorted().toList();
  }

  @Test
  void chainedStreamsFollowEachOther() {
    String first = dump(load("vorbis"));
    String chained = dump(load("chained"));
    assertThat(chained).startsWith(first).contains("track 1 opus");
    // 0.5 s of Vorbis, then Opus whose first 312 samples are skipped.
    assertThat(chained.lines().skip(first.lines().count() + 1).findFirst().orElseThrow())
        .startsWith("1 dts 0.493500");
  }

  @Test
  void losesOnlyThePacketsOfDamagedPages() {
    byte[] damaged = load("gstreamer");
    damaged[damaged.length / 2] ^= 1;
    List<String> whole = dump(load("gstreamer")).lines().toList();
    List<String> left = dump(damaged).lines().toList();
    assertThat(whole).containsAll(left);
    assertThat(left.size()).isLessThan(whole.size()).isGreaterThan(whole.size() / 2);
  }

  @Test
  void passesOverGarbageBetweenPages() {
    byte[] opus = load("opus");
    ByteArrayOutputStream garbage = new ByteArrayOutputStream();
    garbage.writeBytes("OggS and more Ogg".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    garbage.writeBytes(opus);
    assertThat(dump(garbage.toByteArray())).isEqualTo(dump(opus));
  }

  @Test
  void refusesWhatHasNoPages() {
    assertThatThrownBy(() -> dump(new byte[70_000]))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("Ogg: no page in the first 65536 bytes");
  }

  @Test
  void aPacketIsBoundedHoweverManyPagesItHas() {
    ByteBuf out = Unpooled.buffer();
    PageWriter pages = new PageWriter(1, List.of(OpusHead.of(2).head(), Octets.ofHex("00")));
    pages.firstHeader(out);
    pages.otherHeaders(out);
    pages.packet(Unpooled.wrappedBuffer(new byte[LogicalStream.MAX_PACKET_BYTES + 1]), 960, out);
    byte[] ogg = Octets.copyOf(out).toByteArray();
    assertThatThrownBy(() -> dump(ogg))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageEndingWith("packet is over the limit of 8388608 bytes");
  }

  @Test
  void aPageWithoutAGranulePositionGoesOnFromTheOneBefore() {
    ByteBuf out = Unpooled.buffer();
    PageWriter pages =
        new PageWriter(1, List.of(OpusHead.of(2).head(), Octets.ofHex("4f70757354616773")));
    pages.firstHeader(out);
    pages.otherHeaders(out);
    pages.packet(opus(0).payload(), 312 + 960, out);
    pages.packet(opus(0).payload(), OggPage.NO_GRANULE, out);
    pages.packet(opus(0).payload(), Long.MAX_VALUE, out);
    assertThat(dump(Octets.copyOf(out).toByteArray()).lines().map(line -> line.split(" pts", 2)[0]))
        .containsExactly(
            "track 1 opus opus 48000/2", "1 dts 0.000000", "1 dts 0.020000", "1 dts 0.040000");
  }

  @Test
  void refusesMoreStreamsThanAnybodyHas() {
    ByteBuf out = Unpooled.buffer();
    for (int serial = 0; serial < 9; serial++) {
      new PageWriter(serial, List.of(OpusHead.of(2).head())).firstHeader(out);
    }
    byte[] ogg = Octets.copyOf(out).toByteArray();
    assertThatThrownBy(() -> dump(ogg))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageEndingWith("more streams than the limit of 8");
  }

  @Test
  void packetsOverSeveralPagesComeOutWhole() {
    ByteBuf out = Unpooled.buffer();
    OggMuxer muxer = new OggMuxer();
    muxer.track(VP8, out);
    muxer.header(out.clear());
    for (int bytes : new int[] {65_024, 65_025, 65_026, 200_000}) {
      byte[] frame = new byte[bytes];
      frame[0] = 0x11;
      muxer.sample(new Sample(2, bytes * 1000L, 0, false, Unpooled.wrappedBuffer(frame)), out);
    }
    assertThat(dump(Octets.copyOf(out).toByteArray()))
        .contains("pts 65.024000 - 65024 ", "pts 65.025000 - 65025 ", "pts 65.026000 - 65026 ")
        .contains("pts 200.000000 - 200000 ");
  }

  /// However many full segments there are.
  @Test
  void packetsOfAnyNumberOfSegmentsComeOutWhole() {
    ByteBuf out = Unpooled.buffer();
    OggMuxer muxer = new OggMuxer();
    muxer.track(VP8, out);
    muxer.header(out.clear());
    List<String> sizes = new ArrayList<>();
    for (int segments = 1; segments <= 40; segments++) {
      for (int bytes = segments * 255 - 1; bytes <= segments * 255 + 1; bytes++) {
        byte[] frame = new byte[bytes];
        frame[0] = 0x11;
        muxer.sample(new Sample(2, bytes * 1000L, 0, false, Unpooled.wrappedBuffer(frame)), out);
        sizes.add(" - " + bytes + " ");
      }
    }
    assertThat(dump(Octets.copyOf(out).toByteArray())).contains(sizes);
  }

  @Test
  void hiddenPicturesTakeNoTime() {
    ByteBuf out = Unpooled.buffer();
    OggMuxer muxer = new OggMuxer();
    muxer.track(Track.of(2, new Codec.Vp8(new Picture(96, 64, 25, Colour.UNSPECIFIED))), out);
    muxer.header(out.clear());
    muxer.sample(vp8(0, true), out);
    muxer.sample(
        new Sample(2, 40_000, 0, false, Unpooled.wrappedBuffer(new byte[] {1, 2, 3})), out);
    muxer.sample(vp8(40_000, false), out);
    assertThat(dump(Octets.copyOf(out).toByteArray()).lines().map(line -> line.split(" pts", 2)[0]))
        .containsExactly(
            "track 1 VP8 vp8 96x64 25.000 fps",
            "1 dts 0.000000",
            "1 dts 0.040000",
            "1 dts 0.040000");
  }

  @Test
  void whoJoinsAtAKeyframeMissesNoPage() {
    ByteBuf out = Unpooled.buffer();
    OggMuxer muxer = new OggMuxer();
    muxer.track(OPUS, out);
    muxer.track(VP8, out);
    muxer.header(out.clear());
    muxer.sample(opus(0), out.clear());
    muxer.sample(vp8(0, true), out);
    muxer.sample(vp8(40_000, false), out);
    muxer.sample(opus(20_000), out.clear());
    muxer.sample(vp8(80_000, true), out);
    byte[] backlog = Octets.copyOf(out, 28 + 3, out.readableBytes() - 28 - 3).toByteArray();
    muxer.header(out.clear());
    out.writeBytes(backlog);

    StringBuilder dump = new StringBuilder();
    try (OggReader reader = new OggReader(new dev.weir.media.SampleDump(dump))) {
      reader.read(out);
      assertThat(reader.dropped()).isZero();
    }
    assertThat(dump).contains("1 dts 0.080000 pts 0.080000 key 20 ");
  }

  @Test
  void aTrackThatChangesBeginsNewStreams() {
    ByteBuf out = Unpooled.buffer();
    OggMuxer muxer = new OggMuxer();
    muxer.track(OPUS, out);
    muxer.header(out.clear());
    muxer.sample(opus(0), out);
    muxer.sample(opus(20_000), out);
    muxer.track(Track.of(1, OpusHead.of(1)), out);
    muxer.sample(opus(40_000), out);
    muxer.end(out);
    assertThat(dump(Octets.copyOf(out).toByteArray()).lines().map(line -> line.split(" key", 2)[0]))
        .containsExactly(
            "track 1 opus opus 48000/2",
            "1 dts 0.000000 pts 0.000000",
            "1 dts 0.020000 pts 0.020000",
            "track 1 opus opus 48000/1",
            "1 dts 0.040000 pts 0.040000");
  }

  @Test
  void anOpusPageIsAsTheRfcLaysItOut() {
    ByteBuf out = Unpooled.buffer();
    OggMuxer muxer = new OggMuxer();
    muxer.track(OPUS, out);
    muxer.header(out);
    muxer.sample(opus(0), out.clear());
    // 312 samples of pre-skip and 960 of sound; the pages before are those of the two headers.
    assertThat(Octets.copyOf(out, 0, 22))
        .isEqualTo(Octets.ofHex("4f676753 00 00 f804000000000000 01000000 02000000"));
    assertThat(Octets.copyOf(out, 26, 5)).isEqualTo(Octets.ofHex("01 03 fc0102"));
  }

  @Test
  void leavesOutWhatOggCannotCarry() {
    OggMuxer muxer = new OggMuxer();
    ByteBuf out = Unpooled.buffer();
    Codec pcm = new Codec.Pcm(16, false, false, 8000, 1);
    assertThat(OggMuxer.carries(pcm)).isFalse();
    muxer.track(Track.of(9, pcm), out);
    muxer.sample(new Sample(9, 0, 0, true, Unpooled.buffer().writeZero(2)), out);
    assertThat(out.isReadable()).isFalse();
  }
}
