package dev.weir.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.bits.BitReader;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Units made of the MP3 frames of a capture, by this test and by LIVE555, become those frames
/// again.
class AduFramesTest {
  private static final int HEAD_BYTES = 4 + 32; // MPEG-1 in stereo without CRC
  static final PayloadFormat FORMAT =
      new PayloadFormat(96, "mpa-robust", 90_000, 1, FormatParameters.NONE);

  private static List<Octets> frames() {
    return RtpCaptures.receive(RtpCaptures.MPEG_AUDIO, RtpCaptures.packets("ffmpeg-mp3"))
        .payloads();
  }

  /// RFC 5219 appendix A.1: each frame's head with all of its main data behind it.
  private static List<Octets> units(List<Octets> frames) {
    ByteBuf areas = Unpooled.buffer();
    List<Octets> units = new ArrayList<>();
    for (Octets frame : frames) {
      int areaStart = areas.writerIndex();
      frame.slice(HEAD_BYTES, frame.length()).writeTo(areas);
      BitReader side = new BitReader(frame.slice(4, HEAD_BYTES), "side info");
      int start = areaStart - side.bits(9);
      side.skip(3 + 8);
      int bits = 0;
      for (int granule = 0; granule < 4; granule++) {
        bits += side.bits(12);
        side.skip(47);
      }
      ByteBuf unit = Unpooled.buffer();
      frame.slice(0, HEAD_BYTES).writeTo(unit);
      unit.writeBytes(areas, start, (bits + 7) / 8);
      units.add(Octets.copyOf(unit));
    }
    return units;
  }

  private static byte[] packet(int sequence, long time, String prefix, Octets payload) {
    ByteBuf packet = Unpooled.buffer();
    RtpPacket.writeHeader(true, 96, sequence, time, 1, packet);
    Octets.ofHex(prefix).writeTo(packet);
    payload.writeTo(packet);
    return Octets.copyOf(packet).toByteArray();
  }

  private static String prefix(int flags, int size) {
    return "%04x".formatted(0x4000 | flags | size);
  }

  /// A packet for each frame of the capture. [RtpInteropIT] shows that others read these.
  static List<byte[]> packets() {
    List<byte[]> packets = new ArrayList<>();
    for (Octets unit : units(frames())) {
      int sequence = packets.size();
      packets.add(packet(sequence, sequence * 2_160L, prefix(0, unit.length()), unit));
    }
    return packets;
  }

  @Test
  void framesComeBack() {
    List<Octets> frames = frames();
    Collected collected = RtpCaptures.receive(FORMAT, packets());
    assertThat(collected.samples).hasSizeGreaterThan(frames.size() - 10);
    for (int i = 0; i < collected.samples.size(); i++) {
      assertThat(collected.samples.get(i).payload()).isEqualTo(frames.get(i));
      assertThat(collected.samples.get(i).ptsMicros()).isEqualTo(i * 24_000L);
    }
  }

  /// But for the first two, which it does not send, and the next two, whose data begin in those.
  @ParameterizedTest
  @ValueSource(strings = {"live555-mp3", "live555-mp3-interleaved"})
  void framesOfLive555ComeBack(String capture) {
    List<Octets> frames =
        RtpCaptures.receive(RtpCaptures.MPEG_AUDIO, RtpCaptures.packets("gstreamer-mp3"))
            .payloads();
    Collected collected = RtpCaptures.receive(FORMAT, RtpCaptures.packets(capture));
    List<Octets> received = collected.payloads();
    assertThat(received).hasSizeGreaterThan(frames.size() - 12);
    assertThat(frames.subList(4, frames.size()))
        .startsWith(received.subList(2, received.size()).toArray(Octets[]::new));
    for (int i = 0; i < collected.samples.size(); i++) {
      assertThat(collected.samples.get(i).ptsMicros()).isEqualTo(i * 24_000L);
    }
  }

  /// Which is what units are for: of MP3 frames those behind lack their data, too.
  @ParameterizedTest
  @ValueSource(strings = {"live555-mp3", "live555-mp3-interleaved"})
  void aLostPacketTakesOnlyItsOwnUnits(String capture) {
    List<byte[]> packets = RtpCaptures.packets(capture);
    List<Octets> all = sounding(RtpCaptures.receive(FORMAT, packets));
    for (int lost = 1; lost < packets.size() - 2; lost++) {
      List<byte[]> left = new ArrayList<>(packets);
      Collected collected = RtpCaptures.receive(FORMAT, without(left, lost));
      List<Octets> came = sounding(collected);
      assertThat(came).as("without packet %d", lost).isSubsetOf(all);
      assertThat(came).hasSize(all.size() - unitsIn(packets.get(lost)));
      assertThat(collected.samples)
          .isSortedAccordingTo(Comparator.comparingLong(Collected.Kept::ptsMicros));
    }
  }

  private static List<byte[]> without(List<byte[]> packets, int index) {
    packets.remove(index);
    return packets;
  }

  /// The units that are not silent, as those of lost frames are.
  private static List<Octets> sounding(Collected collected) {
    return units(collected.payloads()).stream()
        .filter(unit -> !unit.slice(4, unit.length()).toHex().matches("0+"))
        .toList();
  }

  /// All of whose sizes have two bytes.
  private static int unitsIn(byte[] packet) {
    int units = 0;
    for (int at = RtpCaptures.RTP_HEADER_BYTES; at < packet.length; units++) {
      at += 2 + (((packet[at] & 0x3F) << 8) | (packet[at + 1] & 0xFF));
    }
    return units;
  }

  @Test
  void unitsComeInPieces() {
    List<Octets> frames = frames();
    List<byte[]> packets = new ArrayList<>();
    long time = 0;
    for (Octets unit : units(frames)) {
      int half = unit.length() / 2;
      Octets rest = unit.slice(half, unit.length());
      int sequence = packets.size();
      packets.add(packet(sequence, time, prefix(0, unit.length()), unit.slice(0, half)));
      packets.add(packet(sequence + 1, time, prefix(0x8000, unit.length()), rest));
      time += 2_160;
    }
    Collected collected = RtpCaptures.receive(FORMAT, packets);
    assertThat(collected.payloads()).hasSizeGreaterThan(frames.size() - 10);
    assertThat(frames).startsWith(collected.payloads().toArray(Octets[]::new));
  }

  @Test
  void aUnitWhoseDataBeganInALostFrameIsSilent() {
    List<Octets> units = units(frames());
    Octets unit =
        units.stream()
            .filter(each -> ((each.at(4) << 1) | (each.at(5) >> 7)) > 0)
            .findFirst()
            .orElseThrow();
    List<Octets> silent = new ArrayList<>();
    try (AduFrames adu =
        new AduFrames(
            90_000,
            _ -> {},
            (_, in, index, bytes) -> silent.add(Octets.copyOf(in, index, bytes)))) {
      adu.add(0, Unpooled.wrappedBuffer(unit.toByteArray()), 0, unit.length());
      adu.lost();
    }
    Octets frame = silent.getFirst();
    assertThat(frame.slice(0, 4)).isEqualTo(unit.slice(0, 4));
    assertThat(frame.slice(4, frame.length()).toHex()).matches("0+");
  }

  /// A description may say any rate.
  @Test
  void aClockWithoutATickInAFrameIsNoFault() {
    List<Octets> units = units(frames());
    List<Octets> found = new ArrayList<>();
    try (AduFrames adu =
        new AduFrames(
            1, _ -> {}, (_, in, index, bytes) -> found.add(Octets.copyOf(in, index, bytes)))) {
      for (Octets unit : List.of(units.getFirst(), units.getLast())) {
        adu.add(0, Unpooled.wrappedBuffer(unit.toByteArray()), 0, unit.length());
        adu.lost();
      }
    }
    assertThat(found).hasSize(2);
  }

  @Test
  void brokenUnitsAreRefused() {
    Payloads payloads = new Payloads(FORMAT, new Codec.Mp3(3, 48_000, 2));
    for (String payload : new String[] {"40", "02fffb", "04fffb5464", "04fffd5464", "04001b5464"}) {
      assertThatThrownBy(() -> payloads.read(payload)).isInstanceOf(MalformedMediaException.class);
    }
  }

  /// As long as no MP3 frame can need.
  @Test
  void anInterleavedUnitOfFarTooManyBytesIsRefused() {
    Payloads payloads = new Payloads(FORMAT, new Codec.Mp3(3, 48_000, 2));
    assertThatThrownBy(() -> payloads.read("5001" + "001b5464" + "00".repeat(4093)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("limit 4096");
  }
}
