package dev.weir.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.matroska.MatroskaDemuxer;
import dev.weir.media.Codec;
import dev.weir.media.DemuxerFacts;
import dev.weir.media.MemoryFile;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.opus.OpusHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a sender makes of samples, a receiver turns back into them, whatever the size of packets.
class RoundTripTest {
  private static final int[] PAYLOAD_BYTES = {64, 65, 130, 300, 1188, 65_000};

  record Source(String name, Codec codec, PayloadFormat format, List<Octets> samples) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// Streams made of what FFmpeg and GStreamer sent, and of sound that needs no encoder.
  static Stream<Source> streams() {
    List<Source> streams = new ArrayList<>();
    for (RtpCaptures.Capture capture : RtpCaptures.sent()) {
      Collected collected =
          RtpCaptures.receive(capture.format(), RtpCaptures.packets(capture.name()));
      Codec codec = collected.codecs.getFirst();
      streams.add(
          new Source(
              capture.name(),
              codec,
              capture.format().isNamed("MP4A-LATM")
                  ? capture.format()
                  : PayloadFormat.of(codec, 96),
              collected.payloads()));
    }
    Random random = new Random(3);
    streams.add(sound("speex", new Codec.OtherAudio("Speex", Octets.EMPTY, 16_000, 1), 1, random));
    streams.add(sound("l24", new Codec.Pcm(24, true, false, 48_000, 2), 6, random));
    streams.add(sound("mulaw", new Codec.G711(false, 8_000, 2), 2, random));
    streams.add(enhancedAc3());
    streams.add(sound("opus mono", OpusHead.of(1), 1, random));
    streams.add(sound("opus 5.1", OpusHead.of(6), 1, random));
    return streams.stream();
  }

  /// Nobody at hand sends it (RFC 4598).
  private static Source enhancedAc3() {
    MemoryFile file = MemoryFile.of(DemuxerFacts.load("matroska/eac3.mkv"), MatroskaDemuxer::new);
    Codec codec = file.tracks().getFirst().codec();
    List<Octets> samples =
        file.samples().stream().map(sample -> Octets.copyOf(sample.payload())).toList();
    return new Source("eac3", codec, PayloadFormat.of(codec, 96), samples);
  }

  private static Source sound(String name, Codec codec, int frameBytes, Random random) {
    List<Octets> samples = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      byte[] bytes = new byte[frameBytes * (1 + random.nextInt(60 / frameBytes))];
      random.nextBytes(bytes);
      samples.add(Octets.of(bytes));
    }
    return new Source(name, codec, PayloadFormat.of(codec, 96), samples);
  }

  @ParameterizedTest
  @MethodSource("streams")
  void samplesComeBack(Source stream) {
    for (int maxPayloadBytes : PAYLOAD_BYTES) {
      if (largest(stream) > maxPayloadBytes && isUncut(stream.codec)) {
        continue;
      }
      List<byte[]> packets = send(stream, maxPayloadBytes);
      Collected collected = RtpCaptures.receive(stream.format, packets);
      assertThat(packets)
          .allMatch(packet -> packet.length <= RtpPacket.HEADER_BYTES + maxPayloadBytes);
      assertThat(collected.codecs).containsExactly(stream.codec);
      assertThat(join(collected.payloads(), stream.codec))
          .as("payloads of %d bytes", maxPayloadBytes)
          .isEqualTo(join(stream.samples, stream.codec));
    }
  }

  private static int largest(Source stream) {
    return stream.samples.stream().mapToInt(Octets::length).max().orElse(0);
  }

  private static boolean isUncut(Codec codec) {
    return codec instanceof Codec.Opus || codec.name().equals("Speex");
  }

  /// Sound that is cut anywhere is compared as a whole.
  private static List<Octets> join(List<Octets> samples, Codec codec) {
    if (!(codec instanceof Codec.G711)
        && !(codec instanceof Codec.Pcm)
        && !codec.name().equals("G722")) {
      return samples;
    }
    ByteBuf all = Unpooled.buffer();
    samples.forEach(sample -> sample.writeTo(all));
    return List.of(Octets.copyOf(all));
  }

  static List<byte[]> send(Source stream, int maxPayloadBytes) {
    RtpSender sender =
        new RtpSender(stream.format, stream.codec, 7, maxPayloadBytes, 65_530, 0xFFFF_FF00L);
    List<byte[]> packets = new ArrayList<>();
    try (RtpPackets out = new RtpPackets(Unpooled.buffer())) {
      long micros = 0;
      for (Octets sample : stream.samples) {
        out.clear();
        ByteBuf payload = Unpooled.wrappedBuffer(sample.toByteArray());
        boolean keyframe = packets.isEmpty() || !(stream.codec instanceof Codec.Video);
        sender.write(new Sample(1, micros, 0, keyframe, payload), out);
        micros += 40_000;
        packets.addAll(copies(out));
      }
    }
    return packets;
  }

  static List<byte[]> copies(RtpPackets out) {
    List<byte[]> packets = new ArrayList<>();
    for (int i = 0; i < out.count(); i++) {
      byte[] packet = new byte[out.end(i) - out.start(i)];
      out.data().getBytes(out.start(i), packet);
      packets.add(packet);
    }
    return packets;
  }
}
