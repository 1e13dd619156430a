package dev.weir.elementary;

import dev.weir.media.Codec;
import io.netty.buffer.ByteBuf;

/// How frames of sound that bear a header with their size lie one after the other: in a file
/// ([FrameReader]) or in the elementary stream of a container.
///
/// Indexes are absolute and no index of a buffer is moved. All but [#frameBytes] and [#refuse] are
/// asked of frames that are whole. Not thread-safe: what a header says may be remembered, so that
/// the usual frame costs no parsing.
public interface FrameFormat {
  /// In place of a size: the header is not all there.
  int MORE = 0;

  /// In place of a size: no frame begins here.
  int NONE = -1;

  /// The size of the frame at `index`, header included, [#MORE] or [#NONE]. The frame itself need
  /// not be there; no byte at `end` or behind it is looked at.
  int frameBytes(ByteBuf in, int index, int end);

  /// What the codec depends on in the header: frames of the same configuration are of the same
  /// codec.
  int configuration(ByteBuf in, int index);

  /// The codec of the frame.
  ///
  /// @throws dev.weir.media.UnsupportedMediaException if frames of this kind cannot be read
  Codec.Audio codec(ByteBuf in, int index, int bytes);

  /// How many sound samples the frame covers, at the rate of its codec.
  int samples(ByteBuf in, int index);

  /// Cuts the payload in the form that [Codec] says out of the frame; empty if it holds no sound
  /// that can be read.
  ByteBuf payload(ByteBuf in, int index, int bytes);

  /// Called where the first frame should begin and [#frameBytes] found none.
  ///
  /// @throws dev.weir.media.UnsupportedMediaException if what begins here is of this format, but of
  ///   a kind that cannot be read
  default void refuse(ByteBuf in, int index, int end) {}
}
