package dev.weir.bench.segmented;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads TCP sockets of 64-bit Linux, and tells when the kernel had got what is read
/// (SO_TIMESTAMPNS of socket(7)), however much later that is. Not thread-safe.
final class StampedReader {
  private static final int SOL_SOCKET = 1;
  private static final int SO_TIMESTAMPNS = 35;
  private static final int MSG_PEEK = 2;
  private static final int EAGAIN = 11;

  // struct msghdr: name, its length, vector at 16, its length, control at 32, its length, flags
  private static final int HEADER_BYTES = 56;
  private static final int VECTOR_AT = 16;
  private static final int VECTOR_LENGTH_AT = 24;
  private static final int CONTROL_AT = 32;
  private static final int CONTROL_LENGTH_AT = 40;

  // struct cmsghdr: length, level and type, followed by a struct timespec
  private static final int CONTROL_BYTES = 64;
  private static final int SECONDS_AT = 16;
  private static final int NANOS_AT = 24;

  /// Small, so that one stamp is not that of many answers.
  private static final int BYTES = 4096;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
  private static final MethodHandle RECVMSG = recvmsg();

  private final MemorySegment state = Arena.ofAuto().allocate(STATE);
  private final MemorySegment header = Arena.ofAuto().allocate(HEADER_BYTES, Long.BYTES);
  private final MemorySegment control = Arena.ofAuto().allocate(CONTROL_BYTES, Long.BYTES);
  private final MemorySegment vector = Arena.ofAuto().allocate(2L * Long.BYTES, Long.BYTES);
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);

  private long stampNanos; // of what was read last

  StampedReader() {
    vector.set(ADDRESS, 0, MemorySegment.ofBuffer(bytes));
    vector.set(JAVA_LONG, Long.BYTES, BYTES);
    header.set(ADDRESS, VECTOR_AT, vector);
    header.set(JAVA_LONG, VECTOR_LENGTH_AT, 1);
    header.set(ADDRESS, CONTROL_AT, control);
  }

  @SuppressWarnings("restricted") // the signature is that of the manual page
  private static MethodHandle recvmsg() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("recvmsg"),
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT),
        Linker.Option.captureCallState("errno"));
  }

  /// Has the kernel note when something comes; before it does.
  static void stamp(Socket socket) throws IOException {
    socket.setIntOpt(SOL_SOCKET, SO_TIMESTAMPNS, 1);
  }

  /// Whether there is anything to be read.
  boolean hasMore(Socket socket) throws IOException {
    return receive(socket, MSG_PEEK) > 0;
  }

  /// What has come, valid until the next is read; null if nothing has.
  ///
  /// @throws IOException if the server has closed the connection
  @Nullable ByteBuffer read(Socket socket) throws IOException {
    long count = receive(socket, 0);
    if (count == 0) {
      throw new IOException("the server has hung up");
    }
    if (count < 0) {
      return null;
    }
    stampNanos =
        TimeUnit.SECONDS.toNanos(control.get(JAVA_LONG, SECONDS_AT))
            + control.get(JAVA_LONG, NANOS_AT);
    return bytes.clear().limit((int) count);
  }

  /// When the last of what was read last had come, by the clock of the day.
  long stampNanos() {
    return stampNanos;
  }

  private long receive(Socket socket, int flags) throws IOException {
    header.set(JAVA_LONG, CONTROL_LENGTH_AT, CONTROL_BYTES);
    long count;
    try {
      count = (long) RECVMSG.invokeExact(state, socket.intValue(), header, flags);
    } catch (Throwable e) {
      throw new IllegalStateException("recvmsg cannot be called", e);
    }
    if (count < 0 && (int) ERRNO.get(state, 0L) != EAGAIN) {
      throw new IOException("recvmsg failed with error " + (int) ERRNO.get(state, 0L));
    }
    return count;
  }
}
