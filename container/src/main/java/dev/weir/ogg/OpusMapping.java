package dev.weir.ogg;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.opus.OpusHead;
import dev.weir.opus.OpusPacket;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Opus (RFC 7845): `OpusHead`, `OpusTags`; granule positions are samples at 48 kHz, those included
/// that a decoder skips at the start.
final class OpusMapping implements Mapping {
  static final UnitClock CLOCK = UnitClock.ofRate(48_000);

  private static final Octets MAGIC = Octets.of("OpusHead".getBytes(StandardCharsets.US_ASCII));
  private static final long OPUS_HEAD = 0x4F70757348656164L;
  private static final long OPUS_TAGS = 0x4F70757354616773L;
  private static final int MICROS_PER_MILLI = 1_000;
  private static final int UNITS_PER_MILLI = 48;

  private Codec.@Nullable Opus codec; // null until the first header

  static boolean claims(Octets first) {
    return first.length() >= MAGIC.length() && first.slice(0, MAGIC.length()).equals(MAGIC);
  }

  @Override
  public @Nullable Codec header(Octets packet) {
    if (codec == null) {
      codec = OpusHead.parse(packet);
      return null;
    }
    return codec;
  }

  @Override
  public boolean isHeader(ByteBuf packet) {
    if (packet.readableBytes() < MAGIC.length()) {
      return false;
    }
    long start = packet.getLong(packet.readerIndex());
    return start == OPUS_TAGS || start == OPUS_HEAD;
  }

  @Override
  public int units(ByteBuf packet) {
    return samples(packet);
  }

  /// Samples at 48 kHz; no frame has a fraction of one.
  static int samples(ByteBuf packet) {
    return OpusPacket.durationMicros(packet) * UNITS_PER_MILLI / MICROS_PER_MILLI;
  }

  @Override
  public boolean keyframe(ByteBuf packet) {
    return true;
  }

  @Override
  public long end(long granule) {
    return granule;
  }

  @Override
  public UnitClock clock() {
    return CLOCK;
  }

  @Override
  public int preSkip() {
    return codec == null ? 0 : codec.preSkip();
  }
}
