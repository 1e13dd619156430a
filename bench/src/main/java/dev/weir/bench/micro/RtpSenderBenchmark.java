package dev.weir.bench.micro;

import dev.weir.h26x.AvcConfiguration;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.opus.OpusHead;
import dev.weir.rtp.PayloadFormat;
import dev.weir.rtp.RtpPackets;
import dev.weir.rtp.RtpSender;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Informs whether packetising once for a track is worth a cache of packets: what an access unit of
/// 10 KB and an Opus packet of 160 bytes cost, and that neither allocates.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first.
public class RtpSenderBenchmark {
  private static final Octets SPS =
      Octets.ofHex("6764000cacd941419f9f016a020202800000030080000019078a14cb");
  private static final Octets PPS = Octets.ofHex("68ebe3cb22c0");
  private static final int PICTURE_BYTES = 10_000;
  private static final int SOUND_BYTES = 160;
  private static final int MAX_PAYLOAD_BYTES = 1_188;

  private RtpSender video;
  private RtpSender sound;
  private Sample picture;
  private Sample packet;
  private RtpPackets out;

  /// A sender of each kind, and one sample for it.
  @Setup
  public void open() {
    video = sender(AvcConfiguration.of(List.of(SPS), List.of(PPS)));
    sound = sender(OpusHead.of(2));
    ByteBuf unit = Unpooled.directBuffer(PICTURE_BYTES).writeInt(PICTURE_BYTES - 4);
    picture = new Sample(1, 0, 0, false, unit.writeByte(0x41).writeZero(PICTURE_BYTES - 5));
    packet = new Sample(2, 0, 0, true, Unpooled.directBuffer(SOUND_BYTES).writeZero(SOUND_BYTES));
    out = new RtpPackets();
  }

  private static RtpSender sender(Codec codec) {
    return new RtpSender(PayloadFormat.of(codec, 96), codec, 1, MAX_PAYLOAD_BYTES, 0, 0);
  }

  /// Lets go of all memory.
  @TearDown
  public void close() {
    picture.payload().release();
    packet.payload().release();
    out.close();
  }

  /// Nine fragments of an access unit.
  @Benchmark
  public int h264() {
    out.clear();
    video.write(picture, out);
    return out.count();
  }

  /// One packet.
  @Benchmark
  public int opus() {
    out.clear();
    sound.write(packet, out);
    return out.count();
  }

  /// What the bytes of the access unit cost to copy.
  @Benchmark
  public int plainCopy() {
    out.clear();
    out.data().writeBytes(picture.payload(), 0, PICTURE_BYTES);
    return out.data().writerIndex();
  }
}
