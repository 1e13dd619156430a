package dev.weir.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/// What was written to a connection and the kernel has not taken yet: whether it moves, from one
/// look to the next. So those who take our answers slowly can be told from those who take nothing.
///
/// Confined to the connection's event loop.
final class Unsent {
  /// What a look shows.
  enum Look {
    /// All is taken, or it is not known to the channel, as in a stream of HTTP/2.
    NOTHING,
    /// Some was taken since the look before, or it was not there then.
    MOVES,
    /// None was.
    STANDS
  }

  private int first; // identity of what is taken next, at the last look
  private long taken; // of that, in bytes

  Look look(Channel channel) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    @Nullable Object next = buffer == null ? null : buffer.current();
    if (buffer == null || next == null) {
      first = 0;
      return Look.NOTHING;
    }
    int before = first;
    long takenBefore = taken;
    first = System.identityHashCode(next);
    taken = buffer.currentProgress();
    return first == before && taken == takenBefore ? Look.STANDS : Look.MOVES;
  }
}
