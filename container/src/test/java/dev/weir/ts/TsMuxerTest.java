package dev.weir.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.h26x.AvcConfiguration;
import dev.weir.h26x.HevcConfiguration;
import dev.weir.media.Codec;
import dev.weir.media.DolbyVision;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.opus.OpusHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TsMuxerTest {
  private static final Octets SPS =
      Octets.ofHex("6764000cacd941419f9f016a020202800000030080000019078a14cb");
  private static final Octets PPS = Octets.ofHex("68ebe3cb22c0");
  static final Track VIDEO = Track.of(1, AvcConfiguration.of(List.of(SPS), List.of(PPS)));
  static final Track AUDIO = new Track(2, AudioSpecificConfig.of(2, 48_000, 2), "deu", null);
  private static final int VIDEO_PID = 0x101;
  private static final int AUDIO_PID = 0x102;

  private final TsMuxer muxer = new TsMuxer();
  private final ByteBuf out = Unpooled.buffer();

  static Sample video(long millis, boolean keyframe, int bytes) {
    ByteBuf payload = Unpooled.buffer(bytes + 4).writeInt(bytes);
    payload.writeByte(keyframe ? 0x65 : 0x41).writeZero(bytes - 1);
    return new Sample(1, millis * 1000, 0, keyframe, payload);
  }

  static Sample audio(long millis, int bytes) {
    return new Sample(2, millis * 1000, 0, true, Unpooled.buffer(bytes).writeZero(bytes));
  }

  @Test
  void startsWithTheTables() {
    muxer.track(VIDEO, out);
    muxer.track(AUDIO, out);
    muxer.header(out);
    assertThat(out.isReadable()).as("nothing before the first sample").isFalse();
    muxer.sample(video(0, true, 10), out);
    List<PacketView> packets = PacketView.read(out);
    // pointer 00 | PAT 00, length 13, id 1, version 0, program 1 at 0x1000, CRC
    assertThat(hex(packets.get(0), 17))
        .isEqualTo("00" + "00b00d0001c10000" + "0001f000" + "2ab104b2");
    // PCR PID 101; 1B on 101; 0F on 102 with language deu
    assertThat(hex(packets.get(1), 33).substring(0, 58))
        .isEqualTo(
            "00" + "02b01d0001c10000" + "e101f000" + "1be101f000" + "0fe102f006" + "0a0464657500");
    assertThat(packets.get(0).pid()).isZero();
    assertThat(packets.get(1).pid()).isEqualTo(0x1000);
    assertThat(sectionCrc(packets.get(0))).isZero();
    assertThat(sectionCrc(packets.get(1))).isZero();
  }

  private static int sectionCrc(PacketView packet) {
    ByteBuf section = Unpooled.wrappedBuffer(packet.payload().toByteArray());
    int length = 3 + (section.getUnsignedShort(2) & 0xFFF);
    return SectionCrc.of(section, 1, length);
  }

  private static String hex(PacketView packet, int bytes) {
    return packet.payload().slice(0, bytes).toHex();
  }

  /// Dolby Vision Streams Within the MPEG-2 Transport Stream Format: of profile 5 nobody else can
  /// show the pictures, so they are private data; the descriptor ends in two reserved bits.
  @Test
  void saysThatPicturesAreInDolbyVision() {
    Codec.Hevc hevc =
        HevcConfiguration.of(
            List.of(Octets.ofHex("40010c01ffff01600000030090000003000003003c959809")),
            List.of(
                Octets.ofHex(
                    "42010101600000030090000003000003003ca00a080b9f796566924caf0168080000"
                        + "03000800000300c840")),
            List.of(Octets.ofHex("4401c172b46240")));
    assertThat(map(new DolbyVision(DolbyVision.HEVC, 6, 1).of(hevc)))
        .startsWith("24e101f00d" + "050448455643" + "b005" + "0100103513");
    assertThat(map(new DolbyVision(DolbyVision.HEVC_ALONE, 6, 0).of(hevc)))
        .startsWith("06e101f00d" + "0504444f5649" + "b005" + "01000a3503");
  }

  /// What the program map says of the only stream, and what follows it.
  private static String map(Codec codec) {
    TsProgram program = new TsProgram();
    program.put(Track.of(1, codec));
    return program.map().toHex().substring(24);
  }

  @Test
  void putsDelimiterAndParameterSetsBeforeAKeyframe() {
    muxer.track(VIDEO, out);
    muxer.sample(video(0, true, 3), out);
    PacketView packet = PacketView.read(out).get(2);
    assertThat(packet.pid()).isEqualTo(VIDEO_PID);
    assertThat(packet.unitStart()).isTrue();
    assertThat(packet.randomAccess()).isTrue();
    assertThat(packet.pcr()).isEqualTo(TsClock.ORIGIN - TsClock.LEAD);
    String elementary =
        "0000000109f0" + "00000001" + SPS.toHex() + "00000001" + PPS.toHex() + "00000001650000";
    // length 8 + the data; PTS 90000 = 0x15F90 in 5 bytes 21 0005 BF21
    assertThat(packet.payload().toHex())
        .isEqualTo(
            "000001e0"
                + String.format("%04x", 8 + elementary.length() / 2)
                + "848005"
                + "210005bf21"
                + elementary);
  }

  @Test
  void writesDecodingTimesThatDifferAndWrapsAt33Bits() {
    muxer.track(VIDEO, out);
    long wrapMicros = ((1L << 33) - TsClock.ORIGIN) / 9 * 100;
    ByteBuf payload = Unpooled.buffer().writeInt(1).writeByte(0x41);
    muxer.sample(new Sample(1, wrapMicros - 40_000, 80_000, false, payload), out);
    byte[] pes = PacketView.read(out).get(2).payload().toByteArray();
    assertThat(pes[7]).isEqualTo((byte) 0xC0);
    assertThat(time(pes, 9)).isLessThan(7200);
    assertThat(time(pes, 14)).isGreaterThan((1L << 33) - 7200);
    assertThat(pes[9] >> 4).isEqualTo(3);
    assertThat(pes[14] >> 4).isEqualTo(1);
  }

  private static long time(byte[] pes, int at) {
    return (long) (pes[at] & 0x0E) << 29
        | (pes[at + 1] & 0xFFL) << 22
        | (pes[at + 2] & 0xFEL) << 14
        | (pes[at + 3] & 0xFFL) << 7
        | (pes[at + 4] & 0xFFL) >> 1;
  }

  @Test
  void countsEachPidAndLeavesLongVideoOpen() {
    muxer.track(VIDEO, out);
    muxer.track(AUDIO, out);
    for (int i = 0; i < 50; i++) {
      muxer.sample(video(i * 40L, i % 25 == 0, i == 0 ? 70_000 : 100 + 37 * i), out);
      muxer.sample(audio(i * 40L, 150 + i), out);
      muxer.sample(audio(i * 40L + 21, 174), out);
    }
    List<PacketView> packets = PacketView.read(out);
    assertContinuous(packets, new HashMap<>());
    PacketView first = packets.get(2);
    assertThat(first.payload().at(4)).isZero();
    assertThat(first.payload().at(5)).isZero();
  }

  static void assertContinuous(List<PacketView> packets, Map<Integer, Integer> last) {
    for (PacketView packet : packets) {
      Integer before = last.get(packet.pid());
      if (before != null) {
        int expected = packet.hasPayload() ? (before + 1) & 15 : before;
        assertThat(packet.counter()).as("counter of PID %x", packet.pid()).isEqualTo(expected);
      }
      last.put(packet.pid(), packet.counter());
    }
  }

  @Test
  void repeatsTheTablesBeforeKeyframesAndEvery400Millis() {
    muxer.track(VIDEO, out);
    for (int i = 0; i < 100; i++) {
      muxer.sample(video(i * 40L, i % 25 == 0, 100), out);
    }
    List<PacketView> packets = PacketView.read(out);
    assertThat(packets.stream().filter(p -> p.pid() == 0).count()).isEqualTo(12);
    for (int i = 0; i < packets.size(); i++) {
      if (packets.get(i).randomAccess()) {
        assertThat(packets.get(i - 1).pid()).isEqualTo(0x1000);
        assertThat(packets.get(i - 2).pid()).isEqualTo(0);
      }
    }
  }

  @Test
  void givesJoinersTablesThatFitBeforeTheNext() {
    muxer.track(VIDEO, out);
    muxer.track(AUDIO, out);
    muxer.sample(video(0, true, 100), out);
    out.clear();
    muxer.header(out);
    muxer.header(out);
    List<PacketView> headers = PacketView.read(out);
    assertThat(headers.subList(0, 2)).usingRecursiveComparison().isEqualTo(headers.subList(2, 4));
    out.readerIndex(2 * 188);
    muxer.sample(video(1000, true, 100), out);
    assertContinuous(PacketView.read(out), new HashMap<>());
  }

  @Test
  void countsTheVersionOfTheMapWhenTracksChange() {
    muxer.track(VIDEO, out);
    muxer.sample(video(0, true, 100), out);
    out.clear();
    muxer.track(VIDEO, out);
    assertThat(out.isReadable()).as("nothing new").isFalse();
    muxer.track(AUDIO, out);
    assertThat(PacketView.read(out).get(1).payload().at(6)).isEqualTo(0xC3);
  }

  @Test
  void writesClockReferencesUnder100MillisApart() {
    for (int framesPerSecond : new int[] {1, 5, 10, 15, 24, 25, 30, 50, 60, 120}) {
      ByteBuf stream = Unpooled.buffer();
      TsMuxer fresh = new TsMuxer();
      fresh.track(VIDEO, stream);
      for (int i = 0; i < 5 * framesPerSecond; i++) {
        fresh.sample(video(1000L * i / framesPerSecond, i % framesPerSecond == 0, 900), stream);
      }
      assertThat(longestClockGap(stream, VIDEO_PID))
          .as("at %d frames per second", framesPerSecond)
          .isLessThanOrEqualTo(80 * 90);
    }
  }

  @Test
  void keepsClockReferences40MillisApartWhereAudioAllows() {
    muxer.track(VIDEO, out);
    muxer.track(AUDIO, out);
    int audio = 0;
    for (int i = 0; i < 75; i++) {
      for (; audio * 64 / 3 <= i * 1000 / 15; audio++) {
        muxer.sample(audio(audio * 64L / 3, 300), out);
      }
      muxer.sample(video(i * 1000L / 15, i % 15 == 0, 2000), out);
    }
    assertThat(longestClockGap(out, VIDEO_PID)).isLessThanOrEqualTo(62 * 90);
  }

  private static long longestClockGap(ByteBuf stream, int pid) {
    long last = -1;
    long longest = 0;
    for (PacketView packet : PacketView.read(stream)) {
      if (packet.pcr() >= 0) {
        assertThat(packet.pid()).isEqualTo(pid);
        assertThat(packet.pcr()).as("never goes back").isGreaterThan(last);
        longest = last < 0 ? longest : Math.max(longest, packet.pcr() - last);
        last = packet.pcr();
      }
    }
    assertThat(longest).isPositive();
    return longest;
  }

  @Test
  void takesTheClockFromAudioWithoutVideo() {
    muxer.track(AUDIO, out);
    for (int i = 0; i < 100; i++) {
      muxer.sample(audio(i * 64L / 3, 300), out);
    }
    assertThat(longestClockGap(out, AUDIO_PID)).isLessThanOrEqualTo(40 * 90);
  }

  @Test
  void doesNotFillAJumpOfHours() {
    muxer.track(VIDEO, out);
    muxer.sample(video(0, true, 100), out);
    muxer.sample(video(36_000_000, false, 100), out);
    muxer.sample(video(40, false, 100), out);
    assertThat(out.readableBytes()).isLessThan(20 * 188);
  }

  @Test
  void writesAdtsAndOpusHeaders() {
    Track opus = Track.of(3, OpusHead.of(2));
    muxer.track(AUDIO, out);
    muxer.track(opus, out);
    muxer.sample(audio(0, 3), out);
    muxer.sample(new Sample(3, 0, 0, true, Unpooled.buffer().writeZero(600)), out);
    List<PacketView> packets = PacketView.read(out);
    assertThat(packets.get(1).payload().toHex()).contains("05044f707573" + "7f028002");
    assertThat(packets.get(2).payload().toHex())
        .isEqualTo("000001c0" + "0012" + "848005" + "210005bf21" + "fff14c80015ffc" + "000000");
    assertThat(hex(packets.get(3), 20))
        .isEqualTo("000001bd" + "0265" + "848005" + "210005bf21" + "7fe0ffff5a00");
  }

  @Test
  void carriesMessages() {
    Track id3 = Track.of(4, new Codec.Data(Codec.Data.Format.ID3));
    Track splice = Track.of(5, new Codec.Data(Codec.Data.Format.SCTE35));
    muxer.track(VIDEO, out);
    muxer.track(id3, out);
    muxer.track(splice, out);
    muxer.sample(video(0, true, 100), out);
    Octets section =
        Octets.ofHex("fc3011000000000000" + "00" + "fff000" + "00" + "0000" + "7a4fbfff");
    ByteBuf payload = Unpooled.wrappedBuffer(section.toByteArray());
    muxer.sample(new Sample(5, 0, 0, true, payload), out);
    List<PacketView> packets = PacketView.read(out);
    assertThat(packets.get(1).payload().toHex())
        .contains("250fffff49443320ff49443320001f0001" + "050443554549")
        .contains("15e104f00f" + "260dffff49443320ff49443320000f")
        .contains("86e105f000");
    PacketView last = packets.getLast();
    assertThat(last.pid()).isEqualTo(0x105);
    // Time 0 of the timeline is one second in the stream.
    assertThat(last.payload().toHex())
        .isEqualTo("00" + SpliceInfo.later(section, TsClock.ORIGIN).toHex())
        .contains("fc3011" + "00" + "0000015f90");
  }

  @Test
  void refusesWhatItCannotCarry() {
    Codec vp8 = new Codec.Vp8(Picture.UNKNOWN);
    assertThat(TsMuxer.carries(vp8)).isFalse();
    assertThat(TsMuxer.carries(VIDEO.codec())).isTrue();
    assertThatThrownBy(() -> muxer.track(Track.of(1, vp8), out))
        .isInstanceOf(UnsupportedMediaException.class);
    assertThatThrownBy(() -> muxer.track(Track.of(0xE01, VIDEO.codec()), out))
        .isInstanceOf(UnsupportedMediaException.class);
  }

  @Test
  void aBadSampleChangesNothingForTheNext() {
    muxer.track(VIDEO, out);
    muxer.sample(video(0, true, 100), out);
    int good = out.writerIndex();
    ByteBuf lying = Unpooled.buffer().writeInt(100).writeByte(0x65);
    assertThatThrownBy(() -> muxer.sample(new Sample(1, 40_000, 0, true, lying), out))
        .isInstanceOf(MalformedMediaException.class);
    assertThat(out.writerIndex()).isEqualTo(good);
    muxer.sample(video(80, true, 100), out);
    assertContinuous(PacketView.read(out), new HashMap<>());
  }
}
