package dev.weir.control;

import dev.weir.config.StreamName;
import java.util.Collection;

/// What is counted about streams: who is there, and what has gone over the wires.
public interface StreamFigures {
  /// One stream's figures; everything but the first four counts up.
  ///
  /// @param viewers watching now
  /// @param inputs publishing now
  /// @param outputs restreams and recordings that run now
  /// @param unspecified others now
  /// @param views sessions of viewers so far
  /// @param viewSeconds how long they took together
  /// @param upBytes to viewers
  /// @param downBytes from publishers
  /// @param packetsSent where the protocol has packets
  /// @param packetsLost of those
  /// @param packetsRetransmitted of those
  record Figures(
      long viewers,
      long inputs,
      long outputs,
      long unspecified,
      long views,
      long viewSeconds,
      long upBytes,
      long downBytes,
      long packetsSent,
      long packetsLost,
      long packetsRetransmitted) {}

  /// The figures of a stream; zeros for one that nobody knows.
  Figures of(StreamName name);

  /// The streams of which something is still known, whether they run or not.
  Collection<StreamName> remembered();
}
