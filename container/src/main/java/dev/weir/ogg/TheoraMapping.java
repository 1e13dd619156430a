package dev.weir.ogg;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.theora.TheoraHeaders;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Theora (specification A.2): three headers; a granule position is the number of the last
/// keyframe, then, in as many low bits as the first header says, the frames since.
final class TheoraMapping implements Mapping {
  private static final int HEADER_FLAG = 0x80;

  private final List<Octets> headers = new ArrayList<>(3);

  private @Nullable TheoraHeaders identification; // these two are null until the first header
  private @Nullable UnitClock clock;

  static boolean claims(Octets first) {
    return TheoraHeaders.isHeader(first, 0x80);
  }

  @Override
  public @Nullable Codec header(Octets packet) {
    headers.add(packet);
    if (headers.size() == 1) {
      TheoraHeaders first = TheoraHeaders.parse(packet);
      identification = first;
      clock = UnitClock.of(first.rateNumerator(), first.rateDenominator());
    }
    return headers.size() < 3
        ? null
        : TheoraHeaders.codec(headers.get(0), headers.get(1), headers.get(2));
  }

  @Override
  public boolean isHeader(ByteBuf packet) {
    return packet.isReadable() && (packet.getByte(packet.readerIndex()) & HEADER_FLAG) != 0;
  }

  @Override
  public Codec.Kind kind() {
    return Codec.Kind.VIDEO;
  }

  @Override
  public int units(ByteBuf packet) {
    return 1;
  }

  /// An empty packet shows the picture before once more.
  @Override
  public boolean keyframe(ByteBuf packet) {
    return TheoraHeaders.isKeyframe(packet);
  }

  @Override
  public long end(long granule) {
    int shift = identification == null ? 0 : identification.granuleShift();
    long frames = (granule >> shift) + (granule & ((1L << shift) - 1));
    boolean fromOne =
        identification == null || identification.version() >= TheoraHeaders.VERSION_3_2_1;
    return fromOne ? frames : frames + 1;
  }

  @Override
  public UnitClock clock() {
    return clock == null ? OpusMapping.CLOCK : clock;
  }
}
