package dev.weir.rtp;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// Brings MP3 units that were sent in another order back into theirs (RFC 5219 7).
///
/// Their sync word is a number: a place in a cycle (8 bits) and the cycle (3 bits). A cycle is
/// given when a unit of the next one comes. Only the first unit of a packet has the packet's time;
/// those of the others follow from their places. Memory is bounded by a cycle. Not thread-safe.
final class AduInterleaving {
  private static final int SYNC = 0xFFE00000;
  private static final int PLACES = 1 << 8;
  private static final int CYCLES = 1 << 3;
  private static final long NEVER = Long.MIN_VALUE;

  /// More than a frame can have, and than it can refer to in those before (512 bytes).
  private static final int MAX_UNIT_BYTES = 4096;

  private final AduFrames frames;
  private final int clockRate;
  private final byte[] @Nullable [] units = new byte[PLACES][]; // of the cycle, by place

  private int cycle = -1; // that is collected; negative before the first
  private int places; // that the longest cycle had
  private long duration; // of a unit
  private long start = NEVER; // of the cycle, if one of its units told
  private long expected = NEVER; // where the cycle starts by those before it

  /// @param frames take the units
  AduInterleaving(AduFrames frames, int clockRate) {
    this.frames = frames;
    this.clockRate = clockRate;
  }

  /// Whether a unit that begins with this word is one of a cycle.
  static boolean isInterleaved(int word) {
    return (word & SYNC) != SYNC;
  }

  /// Takes a unit.
  ///
  /// @param first whether it is the first of its packet, whose time is `rtpTime`
  void add(long rtpTime, boolean first, ByteBuf in, int index, int size) {
    int word = in.getInt(index);
    if (size > MAX_UNIT_BYTES) {
      throw new MalformedMediaException(
          "MP3 ADU over RTP: %d bytes, limit %d".formatted(size, MAX_UNIT_BYTES));
    }
    byte[] unit = new byte[size];
    in.getBytes(index, unit);
    unit[0] = (byte) (SYNC >>> 24);
    unit[1] |= (byte) (SYNC >>> 16);
    AduHead head = AduHead.of(Unpooled.wrappedBuffer(unit), 0, size);
    int place = word >>> 24;
    int of = (word >>> 21) % CYCLES;
    if (of != cycle || units[place] != null) {
      end();
      begin(of);
    }
    units[place] = unit;
    places = Math.max(places, place + 1);
    duration = head.duration(clockRate);
    if (first) {
      start = rtpTime - place * duration;
    }
  }

  private void begin(int next) {
    int passed = cycle < 0 ? 0 : Math.floorMod(next - cycle - 1, CYCLES);
    if (expected != NEVER) {
      expected += (long) passed * places * duration;
    }
    cycle = next;
    start = NEVER;
  }

  /// Gives the units of the cycle, if anything told when it starts.
  private void end() {
    long from = start == NEVER ? expected : start;
    boolean gap = expected == NEVER || Math.abs(from - expected) > duration / 2;
    expected = from == NEVER ? NEVER : from + places * duration;
    for (int place = 0; place < places; place++) {
      byte[] unit = units[place];
      units[place] = null;
      if (unit == null) {
        gap = true;
      } else if (from != NEVER) {
        if (gap) {
          frames.lost();
        }
        gap = false;
        frames.add(from + place * duration, Unpooled.wrappedBuffer(unit), 0, unit.length);
      }
    }
  }
}
