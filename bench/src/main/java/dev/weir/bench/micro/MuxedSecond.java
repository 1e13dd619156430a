package dev.weir.bench.micro;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.h26x.AvcConfiguration;
import dev.weir.media.Muxer;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A second of H.264 at 25 frames of 10 KB and AAC at 50 frames of 320 bytes: 2.1 Mbit/s.
///
/// Each call writes the whole second to the same buffer, which is cleared before; the clock goes
/// back to 0 then, as it does when a publisher starts anew.
final class MuxedSecond {
  /// How many samples a second has.
  static final int SAMPLES = 75;

  private static final Octets SPS =
      Octets.ofHex("6764000cacd941419f9f016a020202800000030080000019078a14cb");
  private static final Octets PPS = Octets.ofHex("68ebe3cb22c0");
  private static final Track VIDEO = Track.of(1, AvcConfiguration.of(List.of(SPS), List.of(PPS)));
  private static final Track AUDIO = Track.of(2, AudioSpecificConfig.of(2, 48_000, 2));
  private static final int VIDEO_BYTES = 10_000;
  private static final int AUDIO_BYTES = 320;
  private static final int OUT_BYTES = 1 << 20;

  private final Muxer muxer;
  private final List<Sample> samples = new ArrayList<>();
  private final ByteBuf out = Unpooled.directBuffer(OUT_BYTES);

  MuxedSecond(Muxer muxer) {
    this.muxer = muxer;
    for (int frame = 0; frame < 25; frame++) {
      samples.add(new Sample(VIDEO.id(), frame * 40_000L, 0, frame == 0, picture(frame == 0)));
    }
    for (int frame = 0; frame < 50; frame++) {
      ByteBuf sound = Unpooled.directBuffer(AUDIO_BYTES).writeZero(AUDIO_BYTES);
      samples.add(new Sample(AUDIO.id(), frame * 20_000L, 0, true, sound));
    }
    samples.sort(Comparator.comparingLong(Sample::dtsMicros));
    muxer.track(VIDEO, out);
    muxer.track(AUDIO, out);
    muxer.header(out);
  }

  private static ByteBuf picture(boolean keyframe) {
    ByteBuf unit = Unpooled.directBuffer(VIDEO_BYTES).writeInt(VIDEO_BYTES - 4);
    return unit.writeByte(keyframe ? 0x65 : 0x41).writeZero(VIDEO_BYTES - 5);
  }

  /// Writes all samples; returns how many bytes they made.
  int write() {
    out.clear();
    for (int i = 0; i < SAMPLES; i++) {
      muxer.sample(samples.get(i), out);
    }
    return out.writerIndex();
  }

  /// What [#write] wrote last, lent.
  ByteBuf written() {
    return out.slice(0, out.writerIndex());
  }

  void release() {
    samples.forEach(sample -> sample.payload().release());
    out.release();
  }
}
