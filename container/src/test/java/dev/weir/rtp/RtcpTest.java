package dev.weir.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RtcpTest {
  private static final Rtcp.ReportBlock BLOCK =
      new Rtcp.ReportBlock(-2, 17, -5, 0x0001_FFFFL, 99, 0xFFFF_FFFFL, 65_536);

  private static List<Rtcp> read(Octets bytes) {
    List<Rtcp> packets = new ArrayList<>();
    RtcpReader.read(Unpooled.wrappedBuffer(bytes.toByteArray()), packets::add);
    return packets;
  }

  private static Octets write(Rtcp... packets) {
    ByteBuf out = Unpooled.buffer();
    for (Rtcp packet : packets) {
      RtcpWriter.write(packet, out);
    }
    return Octets.copyOf(out);
  }

  static Stream<Rtcp> packets() {
    return Stream.of(
        new Rtcp.SenderReport(1, 0xE0000000_80000000L, 0xFFFF_FFFFL, 7, 8, List.of(BLOCK)),
        new Rtcp.ReceiverReport(1, List.of(BLOCK, BLOCK)),
        Rtcp.SourceDescription.ofName(1, "weir"),
        Rtcp.SourceDescription.ofName(1, "weirs"),
        new Rtcp.Bye(List.of(1, 2), "gone"),
        new Rtcp.Bye(List.of(), ""),
        new Rtcp.App(5, 1, "WEIR", Octets.ofHex("01020304")),
        new Rtcp.GenericNack(1, 2, List.of(10, 12, 26, 27, 65_535, 0)),
        new Rtcp.PictureLoss(1, 2),
        new Rtcp.FullIntraRequest(1, List.of(new Rtcp.FullIntraRequest.Entry(2, 255))),
        new Rtcp.ReceiverEstimate(1, 2_500_000, List.of(2, 3)),
        new Rtcp.ReceiverEstimate(1, 100_000, List.of()),
        new Rtcp.ReferenceTime(1, 0xE0000000_80000000L),
        new Rtcp.Other(206, 3, Octets.ofHex("0000000100000002")),
        feedback(IntStream.range(0, 100).filter(n -> n % 3 != 0 && (n < 40 || n > 60)).toArray()),
        feedback(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99),
        feedback(99));
  }

  private static Rtcp feedback(int... offsets) {
    List<Rtcp.TransportFeedback.Received> received = new ArrayList<>();
    long ticks = -3 * 256;
    for (int offset : offsets) {
      ticks += offset % 4 == 0 ? -20 : offset % 7 == 0 ? 300 : offset;
      received.add(new Rtcp.TransportFeedback.Received(offset, ticks));
    }
    return new Rtcp.TransportFeedback(1, 2, 65_500, 100, 9, -3, received);
  }

  @ParameterizedTest
  @MethodSource("packets")
  void readsWhatItWrites(Rtcp packet) {
    Octets bytes = write(packet);
    assertThat(bytes.length() % 4).isZero();
    assertThat(read(bytes)).containsExactly(packet);
  }

  @Test
  void readsCompoundPackets() {
    Rtcp[] all = packets().toArray(Rtcp[]::new);
    assertThat(read(write(all))).containsExactly(all);
  }

  @Test
  void readsALossOfSeventeenInOneNack() {
    // RFC 4585 6.2.1: PID 0x0010, all bits of BLP.
    Octets nack = Octets.ofHex("81cd0003 00000001 00000002 0010ffff");
    assertThat(read(nack))
        .containsExactly(
            new Rtcp.GenericNack(1, 2, IntStream.rangeClosed(16, 32).boxed().toList()));
  }

  @Test
  void readsFeedbackOfVectorsOfOneBit() {
    // 3 of 14 came: |1|0|10100000000001|, deltas 4, 8 and 12
    Octets bytes = Octets.ofHex("afcd0006 00000001 00000002 0064000e 00000107 a801 04080c 000003");
    assertThat(read(bytes))
        .containsExactly(
            new Rtcp.TransportFeedback(
                1,
                2,
                100,
                14,
                7,
                1,
                List.of(
                    new Rtcp.TransportFeedback.Received(0, 260),
                    new Rtcp.TransportFeedback.Received(2, 268),
                    new Rtcp.TransportFeedback.Received(13, 280))));
  }

  @ParameterizedTest
  @CsvSource({
    "80c8, wants 4 bytes",
    "80c8ffff 00000001, length 262140",
    "40c90000, version 1",
    "80c80000, wants 24 bytes",
    "81c90001 00000001, wants 24 bytes",
    "a0c90001 00000009, padding 9",
    "82cb0001 00000001, wants 8 bytes",
    "80cc0001 00000001, wants 8 bytes",
    "8fcd0005 00000001 00000002 00000001 00000000 00000000, run of length 0",
    "8fcd0004 00000001 00000002 0000ffff 00000000, statuses",
    "8fce0005 00000001 00000000 52454d42 01fc0001 00000001, does not fit",
  })
  void refusesLengthsThatLie(String hex, String message) {
    assertThatThrownBy(() -> read(Octets.ofHex(hex)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining(message);
  }

  @Test
  void onlyRefusesDamagedPackets() {
    Octets all = write(packets().toArray(Rtcp[]::new));
    Mutations.onlyMediaExceptions(all, RtcpTest::read);
  }

  @Test
  void keepsWallClocksAcrossTheNtpEra() {
    long in2040 = 2_208_988_800_000_000L;
    for (long micros : new long[] {0, 1_795_000_000_123_456L, in2040 + 999_999}) {
      assertThat(NtpTime.toUnixMicros(NtpTime.ofUnixMicros(micros))).isEqualTo(micros);
    }
  }
}
