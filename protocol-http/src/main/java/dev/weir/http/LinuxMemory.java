package dev.weir.http;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Files that exist in memory only, which the JDK does not offer: memfd_create(2) and madvise(2) of
/// Linux. Any thread.
final class LinuxMemory {
  private static final int MFD_CLOEXEC = 1;
  private static final int MADV_REMOVE = 9;

  private LinuxMemory() {}

  /// The functions, looked up when the first file is opened.
  private static final class Functions {
    static final MethodHandle MEMFD_CREATE =
        CLibrary.function("memfd_create", JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle CLOSE = CLibrary.function("close", JAVA_INT, JAVA_INT);
    static final MethodHandle MADVISE =
        CLibrary.function("madvise", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  }

  /// A new file of no size, which nothing but the returned channel leads to.
  ///
  /// @param name shown to those who look at the process
  /// @throws IOException if the system has no such files, or not one more
  static FileChannel file(String name) throws IOException {
    if (!System.getProperty("os.name").equals("Linux")) {
      throw new IOException("the system is not Linux");
    }
    int descriptor = create(name);
    if (descriptor < 0) {
      throw new IOException("memfd_create failed");
    }
    try {
      return FileChannel.open(
          Path.of("/proc/self/fd/" + descriptor),
          StandardOpenOption.READ,
          StandardOpenOption.WRITE);
    } finally {
      close(descriptor); // the channel has one of its own
    }
  }

  private static int create(String name) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return (int) Functions.MEMFD_CREATE.invokeExact(arena.allocateFrom(name), MFD_CLOEXEC);
    } catch (Throwable e) { // the C library is too old, or native access is denied
      throw new IOException("memfd_create cannot be called", e);
    }
  }

  private static void close(int descriptor) {
    try {
      int _ = (int) Functions.CLOSE.invokeExact(descriptor);
    } catch (Throwable e) {
      throw new IllegalStateException("close cannot be called", e);
    }
  }

  /// Gives the memory of a stretch of such a file back to the system. What is being sent of it is
  /// still sent.
  ///
  /// @param mapped the stretch, mapped to be written, from the start of a page on
  static void remove(MemorySegment mapped) {
    try {
      int _ = (int) Functions.MADVISE.invokeExact(mapped, mapped.byteSize(), MADV_REMOVE);
    } catch (Throwable e) {
      throw new IllegalStateException("madvise cannot be called", e);
    }
  }
}
