package dev.weir.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.DolbyVision;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.SampleDump;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.testkit.Golden;
import dev.weir.testkit.SplitInput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TsDemuxerTest {
  private static final int PACKET = TsPacket.BYTES;

  private static final class Subject implements SplitInput.Subject {
    private final StringBuilder text = new StringBuilder();
    private final TsDemuxer demuxer = new TsDemuxer(new SampleDump(text));

    @Override
    public void feed(ByteBuf piece) {
      demuxer.read(piece);
    }

    @Override
    public Object result() {
      demuxer.end();
      demuxer.close();
      return text.toString();
    }
  }

  private static final class Nobody implements TrackSink {
    @Override
    public void track(Track track) {}

    @Override
    public void sample(Sample sample) {}
  }

  private static List<String> samples(String dump, int track) {
    return dump.lines().filter(line -> line.startsWith(track + " ")).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h264-aac.ts",
        "hevc-ac3.ts",
        "h264-latm.ts",
        "mpeg2-mp2.ts",
        "mpeg1-mp3.ts",
        "eac3.ts",
        "opus.ts",
        "h264-ac3.m2ts",
        "wrap.ts",
        "gst-h264-aac.ts",
        "gst-opus.ts"
      })
  void readsWhatOthersWrite(String name) {
    Golden.assertMatches(TsFiles.dump(TsFiles.load(name)), "ts/" + name + ".dump");
  }

  /// Pictures do not say it, the program map does.
  @Test
  void readsThatPicturesAreInDolbyVision() {
    for (DolbyVision said :
        List.of(
            new DolbyVision(DolbyVision.HEVC, 6, 4),
            new DolbyVision(DolbyVision.HEVC_ALONE, 6, 0))) {
      List<Track> tracks = new ArrayList<>();
      TsFiles.read(
          inDolbyVision(TsFiles.load("hevc-ac3.ts"), said),
          new TrackSink() {
            @Override
            public void track(Track track) {
              tracks.add(track);
            }

            @Override
            public void sample(Sample sample) {}
          },
          TsDemuxer.ANY_PROGRAM);
      assertThat(tracks)
          .as("once")
          .extracting(track -> ((Codec.Video) track.codec()).picture().dolbyVision())
          .containsExactly(said);
      assertThat(tracks.getFirst().codec().codecString())
          .startsWith(said.isAlone() ? "dvh1.05.06" : "hvc1.");
    }
  }

  /// The pictures of `stream` under a program map with the descriptor; of profile 5 as private
  /// data.
  private static byte[] inDolbyVision(byte[] stream, DolbyVision said) {
    TsMuxer muxer = new TsMuxer();
    ByteBuf out = Unpooled.buffer();
    List<Track> video = new ArrayList<>();
    TsFiles.read(
        stream,
        new TrackSink() {
          @Override
          public void track(Track track) {
            if (track.isVideo()) {
              video.add(track);
              muxer.track(track, out);
            }
          }

          @Override
          public void sample(Sample sample) {
            if (sample.trackId() == video.getFirst().id()) {
              muxer.sample(sample, out);
            }
          }
        },
        TsDemuxer.ANY_PROGRAM);
    ElementaryStream plain = ElementaryStream.of(video.getFirst());
    String descriptor = "B005" + said.configuration().slice(0, 5).toHex();
    ElementaryStream described =
        new ElementaryStream(
            plain.pid(),
            said.isAlone() ? StreamType.PRIVATE_PES : plain.streamType(),
            plain.streamId(),
            true,
            false,
            Octets.ofHex((said.isAlone() ? "0504444F5649" : "") + descriptor),
            Octets.EMPTY,
            plain.form());
    Octets map = ProgramTables.map(List.of(described), plain.pid(), 0);
    List<byte[]> packets = new ArrayList<>();
    int maps = 0;
    for (byte[] packet : TsFiles.packets(out)) {
      if (TsFiles.pid(packet) == TsFiles.MAP_PID) {
        packets.addAll(TsFiles.section(TsFiles.MAP_PID, map, maps++));
      } else {
        packets.add(packet);
      }
    }
    return TsFiles.join(packets);
  }

  @Test
  void readsTheFirstProgramWithMediaOrTheOneAskedFor() {
    byte[] stream = TsFiles.load("two-programs.ts");
    assertThat(TsFiles.dump(stream)).startsWith("track 1 MP2").doesNotContain("H264");
    assertThat(TsFiles.dump(stream, 1)).isEqualTo(TsFiles.dump(stream));
    assertThat(TsFiles.dump(stream, 2)).contains("track 1 H264", "track 2 MP2");
    assertThat(TsFiles.dump(stream, 3)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"h264-aac.ts", "h264-ac3.m2ts", "opus.ts", "h264-latm.ts"})
  void readsTheSameInPiecesOfAnySize(String name) {
    byte[] start = TsFiles.prefix(TsFiles.load(name), 20 * PACKET);
    String whole = TsFiles.dump(start);
    assertThat(whole).contains("1 dts");
    SplitInput.inEveryWay(start, Subject::new, dump -> assertThat(dump).isEqualTo(whole));
  }

  @ParameterizedTest
  @ValueSource(strings = {"h264-aac.ts", "mpeg2-mp2.ts", "gst-opus.ts"})
  void readsTheStartOfAFileThatIsCutAnywhere(String name) {
    byte[] whole = TsFiles.load(name);
    String dump = TsFiles.dump(whole);
    for (int length = 0; length < 25 * PACKET && length < whole.length; length++) {
      StringBuilder text = new StringBuilder();
      try (TsDemuxer demuxer = new TsDemuxer(new SampleDump(text))) {
        demuxer.read(Unpooled.wrappedBuffer(whole, 0, length));
        assertThat(dump).startsWith(text);
        demuxer.end();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"h264-aac.ts", "hevc-ac3.ts", "h264-latm.ts", "opus.ts", "eac3.ts"})
  void damageCostsNothingButSamples(String name) {
    Octets start = Octets.of(TsFiles.prefix(TsFiles.load(name), 8 * PACKET));
    Mutations.onlyMediaExceptions(
        start, bytes -> TsFiles.read(bytes.toByteArray(), new Nobody(), TsDemuxer.ANY_PROGRAM));
  }

  @ParameterizedTest
  @ValueSource(strings = {"h264-aac.ts", "hevc-ac3.ts", "mpeg2-mp2.ts", "h264-ac3.m2ts"})
  void refusesDamageOnlyWithAMediaException(String name) {
    byte[] whole = TsFiles.load(name);
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = whole.clone();
      for (int flip = 0; flip < 1 + i % 20; flip++) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        TsFiles.read(damaged, new Nobody(), TsDemuxer.ANY_PROGRAM);
      } catch (MediaException _) {
        // The two ways to refuse.
      }
    }
  }

  /// A sample as a line, and where a reader said that it can be reached.
  private record Reached(int track, String line, long position) {}

  private static final class Reaching implements TrackSink {
    private final TsDemuxer demuxer = new TsDemuxer(this);
    private final List<Reached> samples = new ArrayList<>();

    @Override
    public void track(Track track) {}

    @Override
    public void sample(Sample sample) {
      StringBuilder text = new StringBuilder();
      new SampleDump(text).sample(sample);
      samples.add(new Reached(sample.trackId(), text.toString(), demuxer.position()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"h264-aac.ts", "h264-ac3.m2ts", "mpeg2-mp2.ts", "gst-h264-aac.ts", "eac3.ts"})
  void resumesAtEverySampleAndGivesTheSameInTheSameOrder(String name) {
    byte[] file = TsFiles.load(name);
    Reaching reading = new Reaching();
    try (TsDemuxer demuxer = reading.demuxer) {
      demuxer.read(Unpooled.wrappedBuffer(file));
      List<Reached> whole = List.copyOf(reading.samples);
      for (int first = 0; first < whole.size(); first++) {
        reading.samples.clear();
        int from = (int) positionForAll(whole.subList(first, whole.size()));
        demuxer.resume(from);
        demuxer.read(Unpooled.wrappedBuffer(file, from, file.length - from));
        int start = reading.samples.indexOf(whole.get(first));
        assertThat(reading.samples.subList(start, reading.samples.size()))
            .isEqualTo(whole.subList(first, whole.size()));
      }
    }
  }

  /// Where the next sample of each track can be reached.
  private static long positionForAll(List<Reached> samples) {
    Map<Integer, Long> first = new HashMap<>();
    samples.forEach(sample -> first.putIfAbsent(sample.track, sample.position));
    return Collections.min(first.values());
  }

  @Test
  void finds204BytePacketsAndGoesOnAfterGarbage() {
    byte[] plain = TsFiles.load("h264-aac.ts");
    List<byte[]> packets = TsFiles.packets(Unpooled.wrappedBuffer(plain));
    List<byte[]> withParity =
        packets.stream().map(packet -> Arrays.copyOf(packet, PACKET + 16)).toList();
    assertThat(TsFiles.dump(TsFiles.join(withParity))).isEqualTo(TsFiles.dump(plain));

    byte[] garbage = new byte[1000];
    Arrays.fill(garbage, (byte) 0x47);
    garbage[500] = 0;
    List<byte[]> dirty = new ArrayList<>(packets);
    dirty.add(packets.size() / 2, garbage);
    dirty.addFirst(Arrays.copyOf(garbage, 77));
    assertThat(TsFiles.dump(TsFiles.join(dirty)).lines().count())
        .isGreaterThan(TsFiles.dump(plain).lines().count() - 4);
  }

  @Test
  void aSyncByteThatIsLostInsideAPacketCostsThatSample() {
    List<byte[]> packets = TsFiles.second();
    int broken = TsFiles.start(packets, TsFiles.VIDEO_PID, 5);
    byte[] stream = TsFiles.join(packets);
    byte[] short10 = new byte[stream.length - 10];
    int cut = broken * PACKET + 50;
    System.arraycopy(stream, 0, short10, 0, cut);
    System.arraycopy(stream, cut + 10, short10, cut, stream.length - cut - 10);
    String dump = TsFiles.dump(short10);
    assertThat(samples(dump, 1)).hasSizeBetween(23, 24);
    assertThat(samples(dump, 1)).last().asString().startsWith("1 dts 0.960000");
  }

  @Test
  void refusesWhatIsNoTransportStream() {
    byte[] noise = new byte[2 << 20];
    new Random(1).nextBytes(noise);
    assertThatThrownBy(() -> TsFiles.dump(noise))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("no packet in");
  }

  @Test
  void readsFewerPacketsThanAreNeededToBeSure() {
    List<byte[]> packets = audioOnly(20, 20).subList(0, 3);
    assertThat(samples(TsFiles.dump(TsFiles.join(packets)), 1)).hasSize(1);
  }

  @Test
  void aMissingPacketCostsItsSampleAlone() {
    List<byte[]> packets = TsFiles.second();
    packets.remove(TsFiles.start(packets, TsFiles.VIDEO_PID, 7));
    packets.remove(TsFiles.start(packets, TsFiles.AUDIO_PID, 9));
    String dump = TsFiles.dump(TsFiles.join(packets));
    assertThat(samples(dump, 1)).hasSize(24).noneMatch(line -> line.contains("dts 0.280000"));
    assertThat(samples(dump, 2)).hasSize(24).noneMatch(line -> line.contains("dts 0.360000"));
  }

  @Test
  void aPacketThatComesTwiceCountsOnce() {
    List<byte[]> packets = TsFiles.second();
    String clean = TsFiles.dump(TsFiles.join(packets));
    int first = TsFiles.start(packets, TsFiles.VIDEO_PID, 3);
    packets.add(first, packets.get(first));
    packets.add(first + 3, packets.get(first + 2));
    assertThat(TsFiles.dump(TsFiles.join(packets))).isEqualTo(clean);
  }

  @Test
  void aCounterMayJumpWhereThePacketSaysSo() {
    List<byte[]> packets = TsFiles.second();
    String clean = TsFiles.dump(TsFiles.join(packets));
    int jump = TsFiles.start(packets, TsFiles.VIDEO_PID, 6);
    boolean marked = false;
    for (int i = jump; i < packets.size(); i++) {
      byte[] packet = packets.get(i);
      if (TsFiles.pid(packet) == TsFiles.VIDEO_PID) {
        packet[3] = (byte) ((packet[3] & 0xF0) | ((packet[3] + 5) & 0x0F));
        if (!marked) {
          assertThat(packet[3] & 0x20).as("has an adaptation field").isNotZero();
          packet[5] |= (byte) 0x80;
          marked = true;
        }
      }
    }
    assertThat(TsFiles.dump(TsFiles.join(packets))).isEqualTo(clean);
  }

  @Test
  void scrambledAndErroneousPacketsAreSkipped() {
    List<byte[]> packets = TsFiles.second();
    packets.get(TsFiles.start(packets, TsFiles.VIDEO_PID, 4))[3] |= (byte) 0x80;
    packets.get(TsFiles.start(packets, TsFiles.AUDIO_PID, 4))[1] |= (byte) 0x80;
    String dump = TsFiles.dump(TsFiles.join(packets));
    assertThat(samples(dump, 1)).hasSize(24);
    assertThat(samples(dump, 2)).hasSize(24);
  }

  @Test
  void anAdaptationFieldThatRunsPastThePacketCostsItsSample() {
    List<byte[]> packets = TsFiles.second();
    byte[] packet = packets.get(TsFiles.start(packets, TsFiles.VIDEO_PID, 4));
    packet[3] |= 0x20;
    packet[4] = (byte) 255;
    assertThat(samples(TsFiles.dump(TsFiles.join(packets)), 1)).hasSize(24);
  }

  @Test
  void aTableWithAWrongCrcIsNotRead() {
    List<byte[]> packets = TsFiles.second();
    for (byte[] packet : packets) {
      if (TsFiles.pid(packet) == TsFiles.MAP_PID) {
        packet[20] ^= 1;
      }
    }
    assertThat(TsFiles.dump(TsFiles.join(packets))).isEmpty();
  }

  @Test
  void soundWithoutALengthIsReadAsItComes() {
    List<byte[]> packets = TsFiles.second();
    String clean = TsFiles.dump(TsFiles.join(packets));
    for (byte[] packet : packets) {
      if (TsFiles.pid(packet) == TsFiles.AUDIO_PID && (packet[1] & 0x40) != 0) {
        int pes = (packet[3] & 0x20) != 0 ? 5 + packet[4] : 4;
        packet[pes + 4] = 0;
        packet[pes + 5] = 0;
      }
    }
    assertThat(samples(TsFiles.dump(TsFiles.join(packets)), 2)).isEqualTo(samples(clean, 2));
  }

  @Test
  void anEndlessPacketOfSoundIsBounded() {
    List<byte[]> packets = TsFiles.second();
    byte[] filler = packets.get(TsFiles.start(packets, TsFiles.AUDIO_PID, 0)).clone();
    Arrays.fill(filler, 4, PACKET, (byte) 0x11);
    filler[1] &= (byte) ~0x40;
    filler[3] = 0x10;
    try (TsDemuxer demuxer = new TsDemuxer(new Nobody())) {
      demuxer.read(Unpooled.wrappedBuffer(TsFiles.join(packets)));
      for (int i = 0; i < 100_000; i++) {
        filler[3] = (byte) (0x10 | (i & 0x0F));
        demuxer.read(Unpooled.wrappedBuffer(filler));
      }
      assertThat(demuxer.dropped()).isLessThan(10);
    }
  }

  @Test
  void aPictureOverTheLimitIsDroppedAndTheStreamGoesOn() {
    TsMuxer muxer = new TsMuxer();
    ByteBuf out = Unpooled.buffer();
    muxer.track(TsMuxerTest.VIDEO, out);
    for (int i = 0; i < 6; i++) {
      muxer.sample(TsMuxerTest.video(i * 40L, i == 0, i == 3 ? 9 << 20 : 2000), out);
    }
    byte[] stream = new byte[out.readableBytes()];
    out.readBytes(stream);
    assertThat(samples(TsFiles.dump(stream), 1)).hasSize(5);
  }

  @Test
  void sectionsMaySpanPackets() {
    TsMuxer muxer = new TsMuxer();
    ByteBuf out = Unpooled.buffer();
    for (int id = 1; id <= 25; id++) {
      muxer.track(new Track(id, TsMuxerTest.AUDIO.codec(), "eng", null), out);
    }
    for (int id = 1; id <= 25; id++) {
      muxer.sample(new Sample(id, 0, 0, true, Unpooled.buffer().writeZero(50)), out);
    }
    List<byte[]> packets = TsFiles.packets(out);
    assertThat(TsFiles.pid(packets.get(2))).as("second of the map").isEqualTo(TsFiles.MAP_PID);
    assertThat(TsFiles.dump(TsFiles.join(packets)))
        .contains("track 25 AAC mp4a.40.2 48000/2 eng", "25 dts 0.000000");
  }

  @Test
  void tracksAreToldOfAgainWhenTheMapSaysMore() {
    TsMuxer muxer = new TsMuxer();
    ByteBuf out = Unpooled.buffer();
    muxer.track(TsMuxerTest.VIDEO, out);
    muxer.sample(TsMuxerTest.video(0, true, 100), out);
    muxer.sample(TsMuxerTest.video(40, false, 100), out);
    muxer.track(TsMuxerTest.AUDIO, out);
    muxer.sample(TsMuxerTest.audio(40, 50), out);
    muxer.sample(TsMuxerTest.video(80, false, 100), out);
    byte[] stream = TsFiles.join(TsFiles.packets(out));
    assertThat(
            TsFiles.dump(stream)
                .lines()
                .map(line -> line.substring(0, Math.min(14, line.length()))))
        .containsExactlyInAnyOrder(
            "track 1 H264 a",
            "1 dts 0.000000",
            "1 dts 0.040000",
            "track 2 AAC mp",
            "2 dts 0.040000",
            "1 dts 0.080000");
  }

  @Test
  void aStreamThatMovesToAnotherPidKeepsItsTrack() {
    List<byte[]> first = TsFiles.second();
    TsMuxer muxer = new TsMuxer();
    ByteBuf out = Unpooled.buffer();
    muxer.track(new Track(7, TsMuxerTest.VIDEO.codec(), null, null), out);
    for (int i = 0; i < 5; i++) {
      Sample sample = TsMuxerTest.video(1000 + i * 40L, i == 0, 300);
      muxer.sample(new Sample(7, sample.dtsMicros(), 0, i == 0, sample.payload()), out);
    }
    List<byte[]> second = TsFiles.packets(out);
    List<byte[]> both = new ArrayList<>(first);
    both.addAll(second);
    String dump = TsFiles.dump(TsFiles.join(both));
    assertThat(samples(dump, 1)).hasSize(30);
    assertThat(dump).doesNotContain("track 3", "track 7");
  }

  @Test
  void aProgramThatIsListedButNotSentDoesNotHoldUpTheOthers() {
    List<byte[]> packets = TsFiles.second();
    packets.addAll(TsFiles.second());
    Octets twoPrograms = association(5, 0x1FFE, 1, TsFiles.MAP_PID);
    for (int i = 0; i < packets.size(); i++) {
      if (TsFiles.pid(packets.get(i)) == 0) {
        packets.set(i, TsFiles.section(0, twoPrograms, packets.get(i)[3] & 0x0F).getFirst());
      }
    }
    assertThat(samples(TsFiles.dump(TsFiles.join(packets)), 1)).hasSize(25);
  }

  @Test
  void aThousandProgramsAndMapsOnForbiddenPidsDoNoHarm() {
    int[] entries = new int[2 * 250];
    List<byte[]> packets = new ArrayList<>();
    for (int section = 0; section < 4; section++) {
      for (int i = 0; i < 250; i++) {
        entries[2 * i] = 2 + section * 250 + i;
        entries[2 * i + 1] = i % 3 == 0 ? 0x1FFF : i % 3 == 1 ? i & 0x0F : 0x100 + i;
      }
      packets.addAll(TsFiles.section(0, association(entries), packets.size()));
    }
    packets.addAll(TsFiles.second());
    assertThat(TsFiles.dump(TsFiles.join(packets), 1)).contains("track 1 H264");
  }

  private static Octets association(int... entries) {
    ByteBuf out = Unpooled.buffer();
    out.writeByte(0).writeShort(0xB000 | (9 + 2 * entries.length)).writeShort(1);
    out.writeByte(0xC1).writeByte(0).writeByte(0);
    for (int i = 0; i < entries.length; i += 2) {
      out.writeShort(entries[i]).writeShort(0xE000 | entries[i + 1]);
    }
    out.writeInt(SectionCrc.of(out, 0, out.readableBytes()));
    return Octets.copyOf(out);
  }

  @Test
  void aMapThatListsItselfOrTheTablesIsHarmless() {
    ByteBuf out = Unpooled.buffer();
    out.writeByte(2).writeShort(0xB000 | (9 + 4 + 15)).writeShort(1);
    out.writeByte(0xC1).writeByte(0).writeByte(0).writeShort(0xFFFF).writeShort(0xF000);
    for (int pid : new int[] {0, TsFiles.MAP_PID, 0x1FFF}) {
      out.writeByte(0x1B).writeShort(0xE000 | pid).writeShort(0xF000);
    }
    out.writeInt(SectionCrc.of(out, 0, out.readableBytes()));
    List<byte[]> packets = new ArrayList<>(TsFiles.section(0, association(1, TsFiles.MAP_PID), 0));
    for (int i = 0; i < 20; i++) {
      packets.addAll(TsFiles.section(TsFiles.MAP_PID, Octets.copyOf(out), i));
    }
    assertThat(TsFiles.dump(TsFiles.join(packets))).isEmpty();
  }

  @Test
  void anAdtsFrameOf7BytesIsNoSample() {
    assertThat(samples(TsFiles.dump(TsFiles.join(audioOnly(0, 20))), 1)).hasSize(4);
  }

  private static List<byte[]> audioOnly(int evenBytes, int oddBytes) {
    TsMuxer muxer = new TsMuxer();
    ByteBuf out = Unpooled.buffer();
    muxer.track(new Track(1, TsMuxerTest.AUDIO.codec(), null, null), out);
    for (int i = 0; i < 8; i++) {
      ByteBuf payload = Unpooled.buffer().writeZero(i % 2 == 0 ? evenBytes : oddBytes);
      muxer.sample(new Sample(1, i * 40_000L, 0, true, payload), out);
    }
    return TsFiles.packets(out);
  }

  @Test
  void timesGoOnThroughTheWrapAndBackwardJumps() {
    String dump = TsFiles.dump(TsFiles.load("wrap.ts"));
    double last = -1;
    for (String line : samples(dump, 1)) {
      double dts = Double.parseDouble(line.substring("1 dts ".length(), line.indexOf(" pts")));
      assertThat(dts).isGreaterThan(95_000);
      assertThat(last < 0 || dts - last < 0.05).isTrue();
      last = dts;
    }
    List<byte[]> packets = TsFiles.second();
    packets.addAll(TsFiles.second());
    assertThat(samples(TsFiles.dump(TsFiles.join(packets)), 1)).hasSizeGreaterThan(48);
  }

  @Test
  void clockReferencesMayBeAnything() {
    List<byte[]> packets = TsFiles.second();
    String clean = TsFiles.dump(TsFiles.join(packets));
    Random random = new Random(3);
    int references = 0;
    for (byte[] packet : packets) {
      if ((packet[3] & 0x20) != 0 && packet[4] > 6 && (packet[5] & 0x10) != 0) {
        references++;
        for (int i = 6; i < 12; i++) {
          packet[i] = (byte) random.nextInt();
        }
      }
    }
    assertThat(references).isGreaterThan(10);
    assertThat(TsFiles.dump(TsFiles.join(packets))).isEqualTo(clean);
  }

  @Test
  void tablesThatChangeForEverDoNotMakeMoreAndMoreTracks() {
    List<Integer> ids = new ArrayList<>();
    TsDemuxer demuxer =
        new TsDemuxer(
            new TrackSink() {
              @Override
              public void track(Track track) {
                ids.add(track.id());
              }

              @Override
              public void sample(Sample sample) {}
            });
    try (demuxer) {
      for (int round = 0; round < 300; round++) {
        TsMuxer muxer = new TsMuxer();
        ByteBuf out = Unpooled.buffer();
        for (int i = 0; i < 3; i++) {
          int id = 1 + 3 * round + i;
          muxer.track(Track.of(id, TsMuxerTest.AUDIO.codec()), out);
        }
        for (int i = 0; i < 3; i++) {
          ByteBuf payload = Unpooled.buffer().writeZero(20);
          muxer.sample(new Sample(1 + 3 * round + i, 0, 0, true, payload), out);
        }
        demuxer.read(out);
      }
    }
    assertThat(ids).hasSize(3).containsExactlyInAnyOrder(1, 2, 3);
  }
}
