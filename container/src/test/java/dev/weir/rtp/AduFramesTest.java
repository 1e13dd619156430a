package dev.weir.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.bits.BitReader;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Units made of the MP3 frames of a capture become those frames again.
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

  /// A packet for each frame of the capture. Nobody sends such: [RtpInteropIT] shows that others
  /// read these.
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

  @Test
  void interleavedAndBrokenUnitsAreRefused() {
    Payloads payloads = new Payloads(FORMAT, new Codec.Mp3(3, 48_000, 2));
    assertThatThrownBy(() -> payloads.read("04001b5464"))
        .isInstanceOf(UnsupportedMediaException.class);
    for (String payload : new String[] {"40", "02fffb", "04fffb5464", "04fffd5464"}) {
      assertThatThrownBy(() -> payloads.read(payload)).isInstanceOf(MalformedMediaException.class);
    }
  }
}
