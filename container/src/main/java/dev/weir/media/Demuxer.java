package dev.weir.media;

import io.netty.buffer.ByteBuf;

/// Reads one format in pieces of any size, as they come from a file, a socket or a process, and
/// gives what it finds to a [TrackSink].
///
/// Memory grows with the bytes that arrived, never with a size that was only announced. Not
/// thread-safe; [#close] gives back the memory.
public interface Demuxer extends AutoCloseable {

  /// Reads the next piece to its end; it is lent.
  ///
  /// @throws MediaException if the bytes are not of this format or exceed a limit; nothing more can
  ///   be read then
  void read(ByteBuf piece);

  /// Says that no more bytes follow: a sample whose end only the next one would have shown is given
  /// to the sink. Half of a sample is dropped without a word, for files may be cut off anywhere.
  void end();

  /// Where in the input reading can start again, by [#resume], to come to the sample that the sink
  /// is being given. May lie before the start of the sample; then others come first, never of a
  /// later time than a reader of the whole input would have seen there. Only while the sink is
  /// called.
  long position();

  /// Forgets what is half read, and takes the next piece as the bytes from `position` on, which a
  /// call of [#position] gave. Tracks stay known, and the sink is not told of them again.
  void resume(long position);

  /// How many samples and units could not be used so far.
  long dropped();

  @Override
  void close();
}
