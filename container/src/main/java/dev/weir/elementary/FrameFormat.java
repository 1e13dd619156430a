package dev.weir.elementary;

import dev.weir.media.Codec;
import io.netty.buffer.ByteBuf;

/// What [FrameReader] must know of a format whose frames bear a header with their size.
///
/// Each method looks at the reader index of its argument and moves no index.
public interface FrameFormat {
  /// In place of a size: the header is not all there.
  int MORE = 0;

  /// In place of a size: no frame begins here.
  int NONE = -1;

  /// The size of the frame that begins here, header included, [#MORE] or [#NONE]. The frame itself
  /// need not be there.
  int frameBytes(ByteBuf in);

  /// The header bits that the codec depends on: frames of the same bits are of the same codec.
  int configuration(ByteBuf in);

  /// The codec of the frame that begins here.
  ///
  /// @throws dev.weir.media.UnsupportedMediaException if frames of this kind cannot be read
  Codec.Audio codec(ByteBuf in);

  /// How many sound samples the frame that begins here covers, at the rate of its codec.
  int samples(ByteBuf in);

  /// Cuts the payload in the form that [Codec] says out of the readable frame; empty if the frame
  /// holds no sound.
  ByteBuf payload(ByteBuf frame);

  /// Called where the first frame should begin and [#frameBytes] found none.
  ///
  /// @throws dev.weir.media.UnsupportedMediaException if what begins here is of this format, but of
  ///   a kind that cannot be read
  void refuse(ByteBuf in);
}
