package dev.weir.mp4;

import dev.weir.media.ByteSource;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.SampleIndex;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;

/// The bytes of one track that were read last: a sample, and those after it that lie right behind.
///
/// Not thread-safe.
final class ReadAhead {
  private static final int WINDOW_BYTES = 256 * 1024;
  private static final int MAX_LOOKED_AT = 1024; // entries of all tracks

  private final ByteSource source;
  private final FileIndex index;
  private final ByteBuf window = PooledByteBufAllocator.DEFAULT.buffer(0);

  private long windowPosition; // in the file, of the window's first byte

  ReadAhead(ByteSource source, FileIndex index) {
    this.source = source;
    this.index = index;
  }

  /// The stored bytes of a sample, until the next call.
  ///
  /// @throws MalformedMediaException if the file ends in it
  ByteBuf read(int sample) throws IOException {
    long position = index.samples().position(sample);
    int bytes = index.storedBytes(sample);
    if (position < windowPosition || position + bytes > windowPosition + window.writerIndex()) {
      fill(sample, position);
    }
    if (position + bytes > windowPosition + window.writerIndex()) {
      throw new MalformedMediaException(
          "MP4: the file ends in the sample at byte %d of %d bytes".formatted(position, bytes));
    }
    return window.slice((int) (position - windowPosition), bytes);
  }

  private void fill(int sample, long position) throws IOException {
    windowPosition = position;
    window.clear();
    source.read(position, window, (int) (together(sample, position) - position));
  }

  /// Where what lies together with this sample ends, as far as the window goes.
  private long together(int sample, long position) {
    SampleIndex samples = index.samples();
    int track = samples.trackId(sample);
    long end = position + index.storedBytes(sample);
    int limit = Math.min(samples.count(), sample + MAX_LOOKED_AT);
    for (int i = sample + 1; i < limit; i++) {
      if (samples.trackId(i) == track) {
        long grown = end + index.storedBytes(i);
        if (samples.position(i) != end || grown - position > WINDOW_BYTES) {
          return end;
        }
        end = grown;
      }
    }
    return end;
  }

  /// Gives back the memory.
  void close() {
    window.release();
  }
}
