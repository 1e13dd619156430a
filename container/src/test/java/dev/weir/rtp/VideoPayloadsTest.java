package dev.weir.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.av1.Av1Configuration;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// VP8, VP9 and AV1.
class VideoPayloadsTest {
  private static final Codec.Vp8 VP8_CODEC = new Codec.Vp8(Picture.ofSize(16, 16));
  private static final String VP8_KEY = "1002009d012a10001000";
  private static final Codec.Vp9 VP9_CODEC = new Codec.Vp9(0, 0, Picture.ofSize(16, 16));
  // frame_marker 2, profile 0, key, shown; sync; colours; 16x16
  private static final String VP9_KEY = "824983420000f000f000";
  private static final String SEQUENCE = "0a0b000000043cfeccdaf90040";
  private static final Codec.Av1 AV1_CODEC =
      Av1Configuration.ofSequenceHeader(Octets.ofHex(SEQUENCE));

  private final Payloads vp8 = new Payloads(PayloadFormat.of(VP8_CODEC, 96), VP8_CODEC);
  private final Payloads vp9 = new Payloads(PayloadFormat.of(VP9_CODEC, 96), VP9_CODEC);
  private final Payloads av1 = new Payloads(PayloadFormat.of(AV1_CODEC, 96), AV1_CODEC);

  @Test
  void vp8HasPictureNumbers() {
    assertThat(vp8.write(true, 64, VP8_KEY)).containsExactly("*90808000" + VP8_KEY);
  }

  @Test
  void numbersOfPicturesWrapAt15Bits() {
    List<String> vp8Heads = heads(VP8_CODEC, VP8_KEY, 4);
    assertThat(vp8Heads.get(0x7FFF)).isEqualTo("9080ffff");
    assertThat(vp8Heads.get(0x8000)).isEqualTo("90808000");
    List<String> vp9Heads = heads(VP9_CODEC, VP9_KEY, 3);
    assertThat(vp9Heads.get(0x7FFF)).isEqualTo("8fffff");
    assertThat(vp9Heads.get(0x8000)).isEqualTo("8f8000");
  }

  /// The first bytes of the payloads of 32,769 frames.
  private static List<String> heads(Codec codec, String frame, int bytes) {
    RtpSender sender = new RtpSender(PayloadFormat.of(codec, 96), codec, 7, 64, 1, 0);
    ByteBuf payload = Unpooled.wrappedBuffer(Octets.ofHex(frame).toByteArray());
    List<String> heads = new ArrayList<>();
    try (RtpPackets out = new RtpPackets(Unpooled.buffer())) {
      for (int i = 0; i <= 0x8000; i++) {
        out.clear();
        sender.write(new Sample(1, i * 1000L, 0, true, payload.duplicate()), out);
        int head = out.start(0) + RtpPacket.HEADER_BYTES;
        heads.add(Octets.copyOf(out.data(), head, bytes).toHex());
      }
    }
    return heads;
  }

  @Test
  void vp8ReadsEveryFormOfDescriptor() {
    for (String descriptor :
        List.of("10", "9000", "908001", "90808001", "90c0800102", "90f08001 02 03", "904002")) {
      assertThat(vp8.read("*" + descriptor + VP8_KEY)).containsExactly(VP8_KEY);
    }
    assertThat(vp8.codecs()).containsExactly(VP8_CODEC);
  }

  @Test
  void vp8TakesPartitionsTogether() {
    assertThat(vp8.read("10" + VP8_KEY, "00aa", "*11bb")).containsExactly(VP8_KEY + "aabb");
  }

  @Test
  void vp8RefusesDescriptorsThatAreCutShort() {
    for (String payload : List.of("90", "9080", "908080", "90f080")) {
      assertThatThrownBy(() -> vp8.read(payload)).isInstanceOf(MalformedMediaException.class);
    }
  }

  @Test
  void vp9SaysTheSizeOfKeyframes() {
    assertThat(vp9.write(true, 64, VP9_KEY)).containsExactly("*8f80001000100010" + VP9_KEY);
    assertThat(vp9.write(false, 64, "86aabb")).containsExactly("*cd800086aabb");
  }

  @Test
  void vp9ReadsEveryFormOfDescriptor() {
    for (String descriptor :
        List.of(
            "0c", // nothing
            "8c01", // a short picture number
            "8c8001",
            "ac8001 0005", // layers, TL0PICIDX
            "bc8001 00", // layers in flexible mode
            "de8001 03 05 08 00", // flexible, three references (one over), structure
            "fc8001 00 03 04", // flexible with layers and two references
            "0e 10 00100010", // structure with sizes
            "0e 18 00100010 02 04 01 08 0102", // and a group of two pictures
            "0e 08 00")) {
      assertThat(vp9.read("*" + descriptor + VP9_KEY)).as(descriptor).containsExactly(VP9_KEY);
    }
  }

  @Test
  void vp9TakesTheBaseOfSpatialLayers() {
    assertThat(vp9.read("ac8001 0005" + VP9_KEY, "*ac8001 0205 ffff")).containsExactly(VP9_KEY);
  }

  @Test
  void vp9RefusesDescriptorsThatAreCutShort() {
    for (String payload :
        List.of("8c", "8c80", "2c", "5c", "5c01", "0e", "0e10", "0e0802", "5c010101")) {
      assertThatThrownBy(() -> vp9.read(payload))
          .as(payload)
          .isInstanceOf(MalformedMediaException.class);
    }
  }

  @Test
  void av1StripsSizesAndDelimiters() {
    // A temporal delimiter, the sequence header, a frame.
    String frame = "320310aabb";
    assertThat(av1.write(true, 1000, "1200" + SEQUENCE + frame))
        .containsExactly("*08" + "0c08" + SEQUENCE.substring(4) + "04" + "3010aabb");
    assertThat(av1.read("*08" + "0c08" + SEQUENCE.substring(4) + "04" + "3010aabb"))
        .containsExactly(SEQUENCE + frame);
  }

  @Test
  void av1KeyframesGetTheSequenceHeader() {
    assertThat(av1.write(true, 1000, "320310aabb").getFirst()).startsWith("*080c08");
  }

  @Test
  void av1CutsLargeUnits() {
    for (int bytes : new int[] {60, 61, 62, 126, 127, 128, 129, 16_383, 16_384}) {
      String payload = "10" + "ab".repeat(bytes - 1);
      String length = leb128(bytes);
      String sample = SEQUENCE + "32" + length + payload + "32" + length + payload;
      for (int max : new int[] {64, 100, 128, 130, 1000, 60_000}) {
        List<String> packets = av1.write(true, max, sample);
        assertThat(av1.read(packets.toArray(String[]::new)))
            .as("%d bytes in payloads of %d", bytes, max)
            .containsExactly(sample);
      }
    }
  }

  @Test
  void av1UnitsInPiecesMayNeedAnySizeField() {
    int bytes = 2_097_152; // the first that needs four
    String unit = "32" + leb128(bytes) + "10" + "ab".repeat(bytes - 1);
    List<String> packets = av1.write(true, 60_000, SEQUENCE + unit);
    assertThat(av1.read(packets.toArray(String[]::new))).containsExactly(SEQUENCE + unit);
  }

  @Test
  void av1UnitsInPiecesMayHaveSizesAndExtensions() {
    String sequence = "08" + SEQUENCE.substring(4);
    assertThat(av1.read("18" + sequence, "50" + "3202", "*90" + "10aa"))
        .containsExactly(SEQUENCE + "320210aa");
    assertThat(av1.read("18" + sequence, "50" + "34", "*90" + "0810aa"))
        .containsExactly(SEQUENCE + "36080210aa");
    assertThat(av1.read("18" + sequence, "50" + "3608", "*90" + "0210aa"))
        .containsExactly(SEQUENCE + "36080210aa");
    // Padding is left out.
    assertThat(av1.read("18" + sequence, "50" + "78aa", "90" + "aa", "*10" + "3010aa"))
        .containsExactly(SEQUENCE + "320210aa");
  }

  private static String leb128(int value) {
    StringBuilder text = new StringBuilder();
    int rest = value;
    for (; rest > 0x7F; rest >>= 7) {
      text.append(String.format("%02x", (rest & 0x7F) | 0x80));
    }
    return text.append(String.format("%02x", rest)).toString();
  }

  @Test
  void av1ReadsElementsWithAndWithoutLengths() {
    String sequence = "08" + SEQUENCE.substring(4);
    String expected = SEQUENCE + "320210aa";
    assertThat(av1.read("*08" + "0c" + sequence + "03" + "3010aa")).containsExactly(expected);
    assertThat(av1.read("*28" + "0c" + sequence + "3010aa")).containsExactly(expected);
    assertThat(av1.read("18" + sequence, "*10" + "3010aa")).containsExactly(expected);
    assertThat(av1.read("68" + "0c" + sequence + "30", "*90" + "10aa")).containsExactly(expected);
    // With size fields kept, as some senders do.
    assertThat(av1.read("*28" + "0d" + SEQUENCE + "320210aa")).containsExactly(expected);
  }

  @Test
  void av1RefusesPiecesThatDoNotFit() {
    assertThatThrownBy(() -> av1.read("58" + "3010aa", "10" + "3010aa"))
        .isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() -> av1.read("18" + "3010aa", "90" + "10aa"))
        .isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() -> av1.read("08" + "ffffffff7f30"))
        .isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() -> av1.read("08" + "ffffffffffffffffff"))
        .isInstanceOf(MalformedMediaException.class);
  }
}
