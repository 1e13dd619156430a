package dev.weir.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.matroska.MatroskaDemuxer;
import dev.weir.media.Codec;
import dev.weir.media.Demuxer;
import dev.weir.media.DemuxerFacts;
import dev.weir.media.MemoryFile;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.ts.TsDemuxer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtpReceiverTest {
  private static final PayloadFormat FORMAT = PayloadFormat.of(new Codec.G711(true, 8_000, 1), 96);
  private static final long MILLI = 1_000_000;
  private static final int DAMAGED_COPIES = 20;

  private final Collected collected = new Collected();
  private final RtpReceiver receiver =
      new RtpReceiver(FORMAT, 1, new RtpSync(), 100 * MILLI, collected);

  @AfterEach
  void close() {
    receiver.close();
  }

  private void packet(int type, int sequence, long time, int ssrc, String payload, long millis) {
    ByteBuf packet = Unpooled.buffer();
    RtpPacket.writeHeader(false, type, sequence, time, ssrc, packet);
    Octets.ofHex(payload).writeTo(packet);
    receiver.read(packet, millis * MILLI);
    packet.release();
  }

  private List<String> payloads() {
    return collected.payloads().stream().map(Octets::toHex).toList();
  }

  @Test
  void passesOverOtherPayloadTypesAndPadding() {
    packet(8, 1, 0, 1, "aa", 0);
    packet(0, 2, 0, 1, "bb", 0);
    packet(8, 2, 0, 1, "", 0);
    packet(8, 3, 160, 1, "cc", 20);
    assertThat(payloads()).containsExactly("aa", "cc");
    assertThat(receiver.lost()).isZero();
  }

  @Test
  void takesANewSourceWithItsSecondPacket() {
    packet(8, 1, 0, 1, "aa", 0);
    packet(8, 700, 90_000_000, 2, "bb", 20);
    packet(8, 2, 160, 1, "cc", 20);
    packet(8, 701, 90_000_160, 2, "dd", 40);
    packet(8, 702, 90_000_320, 2, "ee", 60);
    packet(8, 703, 90_000_480, 2, "ff", 80);
    assertThat(payloads()).containsExactly("aa", "cc", "ee", "ff");
    assertThat(collected.samples.get(3).ptsMicros()).isEqualTo(80_000);
    assertThat(receiver.ssrc()).isEqualTo(2);
  }

  /// As with the silences of Opus (RFC 7587 3.1.3), which are not sent.
  @Test
  void aGapInTimeIsNoLoss() {
    packet(8, 1, 0, 1, "aa", 0);
    packet(8, 2, 8_000, 1, "bb", 1_000);
    assertThat(payloads()).containsExactly("aa", "bb");
    assertThat(collected.samples.get(1).ptsMicros()).isEqualTo(1_000_000);
    assertThat(receiver.lost()).isZero();
  }

  /// Two frames of 1024 samples of 44.1 kHz in a packet: the second one's time is not said. Some
  /// say 90 kHz, some how long frames are.
  @ParameterizedTest
  @CsvSource({"44100, 0, 23220", "90000, 0, 23211", "44100, 2048, 46440"})
  void theSecondFrameOfAnAacPacketHasItsTime(int clockRate, int constantDuration, long micros) {
    FormatParameters parameters =
        FormatParameters.parse(
            "mode=AAC-hbr;config=1210;sizelength=13;indexlength=3;indexdeltalength=3"
                + (constantDuration == 0 ? "" : ";constantduration=" + constantDuration));
    PayloadFormat format = new PayloadFormat(96, "mpeg4-generic", clockRate, 2, parameters);
    ByteBuf packet = Unpooled.buffer();
    RtpPacket.writeHeader(true, 96, 1, 0, 1, packet);
    Octets.ofHex("0020 0008 0010 aa bbbb".replace(" ", "")).writeTo(packet);
    try (RtpReceiver sound = new RtpReceiver(format, 1, new RtpSync(), 0, collected)) {
      sound.read(packet, 0);
    }
    assertThat(payloads()).containsExactly("aa", "bbbb");
    assertThat(collected.samples.get(1).ptsMicros()).isEqualTo(micros);
  }

  @Test
  void waitsForLatePacketsUntilTheDeadline() {
    packet(8, 1, 0, 1, "aa", 0);
    packet(8, 3, 320, 1, "cc", 40);
    assertThat(receiver.deadlineNanos()).isEqualTo(140 * MILLI);
    packet(8, 2, 160, 1, "bb", 60);
    packet(8, 5, 640, 1, "ee", 80);
    receiver.advance(180 * MILLI);
    assertThat(payloads()).containsExactly("aa", "bb", "cc", "ee");
    assertThat(receiver.lost()).isEqualTo(1);
  }

  @Test
  void countsWhatCannotBeRead() {
    receiver.read(Unpooled.wrappedBuffer(new byte[5]), 0);
    assertThat(receiver.malformed()).isEqualTo(1);
    assertThat(receiver.problem()).hasMessageContaining("5 bytes");
  }

  @Test
  void reportsReception() {
    packet(8, 65_534, 0, 7, "aa", 0);
    packet(8, 65_535, 160, 7, "aa", 20);
    packet(8, 1, 480, 7, "aa", 60);
    receiver.report(
        new Rtcp.SenderReport(7, NtpTime.ofUnixMicros(1_000_000), 0, 0, 0, List.of()), 100 * MILLI);
    Rtcp.ReportBlock block = receiver.reception(600 * MILLI);
    assertThat(block.ssrc()).isEqualTo(7);
    assertThat(block.fractionLost()).isEqualTo(256 / 4);
    assertThat(block.cumulativeLost()).isEqualTo(1);
    assertThat(block.highestSequence()).isEqualTo(65_537);
    assertThat(block.jitter()).isZero();
    assertThat(block.lastSenderReport()).isEqualTo(0x7E81_0000L);
    assertThat(block.delaySinceLast()).isEqualTo(32_768);
    assertThat(receiver.reception(700 * MILLI).fractionLost()).isZero();
  }

  @Test
  void asksForAKeyframeUntilOneCame() {
    PayloadFormat format = new PayloadFormat(96, "VP8", 90_000, 1, FormatParameters.NONE);
    try (RtpReceiver video = new RtpReceiver(format, 1, new RtpSync(), 0, collected)) {
      assertThat(video.needsKeyframe()).isTrue();
      for (byte[] packet : RtpCaptures.packets("gstreamer-vp8").subList(0, 30)) {
        video.read(Unpooled.wrappedBuffer(packet), 0);
      }
      assertThat(video.needsKeyframe()).isFalse();
    }
  }

  /// The sixth picture is lost: the stream goes on with the next keyframe, without what refers to
  /// pictures before it.
  @ParameterizedTest
  @CsvSource({
    "order-hevc, 16, 4", // a CRA picture and its RASL
    "order-radl, 17, 0" // an IDR picture and its RADL
  })
  void afterALossNothingComesThatCannotBeDecoded(String name, int keyframe, int useless) {
    MemoryFile film =
        MemoryFile.of(DemuxerFacts.load("rawvideo/" + name + ".mkv"), MatroskaDemuxer::new);
    Codec codec = film.tracks().getFirst().codec();
    PayloadFormat format = PayloadFormat.of(codec, 96);
    RtpSender sender = new RtpSender(format, codec, 1, 1_000, 0, 0);
    List<Octets> sent = new ArrayList<>();
    try (RtpReceiver video = new RtpReceiver(format, 1, new RtpSync(), 0, collected);
        RtpPackets out = new RtpPackets(Unpooled.buffer())) {
      for (Sample sample : film.samples()) {
        sent.add(Octets.copyOf(sample.payload()));
        out.clear();
        sender.write(sample, out);
        if (sent.size() != 6) {
          RoundTripTest.copies(out)
              .forEach(packet -> video.read(Unpooled.wrappedBuffer(packet), 0));
        }
      }
      assertThat(video.dropped()).isEqualTo(keyframe - 6 + useless);
    }
    List<Octets> expected = new ArrayList<>(sent.subList(0, 5));
    expected.add(sent.get(keyframe));
    expected.addAll(sent.subList(keyframe + 1 + useless, sent.size()));
    assertThat(collected.payloads()).isEqualTo(expected);
  }

  @Test
  void refusesFormatsThatItDoesNotKnow() {
    PayloadFormat format = new PayloadFormat(96, "raw", 90_000, 1, FormatParameters.NONE);
    assertThatThrownBy(() -> new RtpReceiver(format, 1, new RtpSync(), 0, collected))
        .isInstanceOf(UnsupportedMediaException.class);
  }

  /// Keeps the bytes of a transport stream.
  private static final class Bytes implements Demuxer {
    private final ByteBuf all = Unpooled.buffer();

    @Override
    public void read(ByteBuf piece) {
      all.writeBytes(piece);
    }

    @Override
    public void end() {}

    @Override
    public long position() {
      return 0;
    }

    @Override
    public void resume(long position) {}

    @Override
    public long dropped() {
      return 0;
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @ValueSource(strings = {"ffmpeg-mp2t", "gstreamer-mp2t"})
  void transportStreamsGoToTheirDemuxerAndBack(String capture) {
    Bytes received = receiveStream(RtpCaptures.packets(capture));
    assertThat(received.all.readableBytes()).isPositive();
    assertThat(received.all.readableBytes() % TsPacketizer.TS_BYTES).isZero();
    assertThat(received.all.getByte(0)).isEqualTo((byte) 0x47);

    RtpSender sender = RtpSender.transportStream(1, 1_400, 0, 0);
    try (RtpPackets out = new RtpPackets(Unpooled.buffer())) {
      sender.write(new Sample(1, 0, 0, true, received.all), out);
      assertThat(out.end(0) - out.start(0)).isEqualTo(12 + 7 * TsPacketizer.TS_BYTES);
      List<byte[]> packets = RoundTripTest.copies(out);
      assertThat(receiveStream(packets).all).isEqualTo(received.all);
    }
  }

  /// Loss, another order and doubles cost the pictures that they touch, and nothing else.
  @ParameterizedTest
  @ValueSource(strings = {"ffmpeg-mp2t", "gstreamer-mp2t"})
  void aDamagedTransportStreamGivesNothingButWholePictures(String capture) {
    List<byte[]> packets = RtpCaptures.packets(capture);
    List<Octets> good = demuxed(packets);
    assertThat(good).hasSizeGreaterThan(20);
    int received = 0;
    for (int seed = 0; seed < DAMAGED_COPIES; seed++) {
      List<Octets> left = demuxed(RtpCaptures.damaged(packets, seed));
      assertThat(good).containsSubsequence(left);
      received += left.size();
    }
    assertThat(received).isGreaterThan(DAMAGED_COPIES).isLessThan(DAMAGED_COPIES * good.size());
  }

  private static List<Octets> demuxed(List<byte[]> packets) {
    Collected pictures = new Collected();
    TsDemuxer demuxer = new TsDemuxer(pictures);
    try (RtpReceiver stream =
        new RtpReceiver(PayloadFormat.transportStream(), 200 * MILLI, demuxer)) {
      long now = 0;
      for (byte[] packet : packets) {
        stream.read(Unpooled.wrappedBuffer(packet), now += 4 * MILLI);
      }
      stream.advance(Long.MAX_VALUE / 2);
      demuxer.end();
    }
    return pictures.payloads();
  }

  private static Bytes receiveStream(List<byte[]> packets) {
    Bytes bytes = new Bytes();
    try (RtpReceiver stream = new RtpReceiver(PayloadFormat.transportStream(), 0, bytes)) {
      packets.forEach(packet -> stream.read(Unpooled.wrappedBuffer(packet), 0));
    }
    return bytes;
  }
}
