package dev.weir.media;

import io.netty.buffer.ByteBuf;

/// Writes one stream as one endless run of bytes: FLV, RTMP chunks, MPEG-TS, Matroska, …
///
/// Made for one selection of tracks; what it writes is shared by every viewer of that selection, so
/// nothing in it may depend on who reads. Each call appends to `out` and changes no other index of
/// it; a call that fails leaves bytes in `out` that the caller cuts off. Not thread-safe.
public interface Muxer {

  /// Appends what a reader needs before the first sample it gets, in the state that the tracks have
  /// now. Called for every viewer that joins, at a keyframe, so it may be called at any time and
  /// must not disturb the samples that others are reading.
  void header(ByteBuf out);

  /// Takes a new track, or a changed configuration of a known one, and appends what readers who are
  /// already there must be told.
  void track(Track track, ByteBuf out);

  /// Appends one sample. Samples of all tracks come in the order of publication.
  void sample(Sample sample, ByteBuf out);
}
