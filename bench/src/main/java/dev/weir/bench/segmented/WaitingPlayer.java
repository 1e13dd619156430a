package dev.weir.bench.segmented;

import io.netty.channel.unix.Socket;
import java.io.IOException;

/// Whoever has a connection with requests that wait for a low-latency playlist. Confined to the
/// thread of all players.
interface WaitingPlayer {
  /// Its connection.
  Socket socket();

  /// Reads what has come, and asks again for what was answered.
  ///
  /// @return how many of its requests wait for the part that comes next, as far as anybody knows
  int look(StampedReader reader) throws IOException;
}
