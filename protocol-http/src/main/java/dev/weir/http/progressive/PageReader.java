package dev.weir.http.progressive;

import dev.weir.media.VirtualFile.Extent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Semaphore;

/// Has the kernel read stretches of files into its memory, on virtual threads, so that an event
/// loop that sends them right afterwards does not wait for the disk.
///
/// The bytes are sent to nowhere: that copies nothing, costs little where they are in memory
/// already, and unlike touching mapped memory it does no harm if the file is cut off meanwhile. Any
/// thread.
final class PageReader {
  private static final Path NOWHERE = Path.of("/dev/null");
  private static final int READERS = 2 * Runtime.getRuntime().availableProcessors();

  private final Semaphore readers = new Semaphore(READERS);

  /// Who wants a stretch to be read. Called once, on a virtual thread.
  interface Taker {
    /// It is in memory, as far as the file goes.
    void take(Extent extent);

    /// It cannot be read.
    void failed(Exception reason);
  }

  /// Reads `extent`, and tells `taker`.
  void read(Extent extent, Taker taker) {
    Thread.ofVirtual().name("weir-pages").start(() -> readNow(extent, taker));
  }

  private void readNow(Extent extent, Taker taker) {
    readers.acquireUninterruptibly();
    IOException failure = null;
    try (FileChannel nowhere = FileChannel.open(NOWHERE, StandardOpenOption.WRITE)) {
      long done = 0;
      long read;
      do {
        read = extent.file().transferTo(extent.position() + done, extent.bytes() - done, nowhere);
        done += read;
      } while (read > 0 && done < extent.bytes());
    } catch (IOException e) { // told to the one who waits
      failure = e;
    } finally {
      readers.release();
    }
    if (failure == null) {
      taker.take(extent);
    } else {
      taker.failed(failure);
    }
  }
}
