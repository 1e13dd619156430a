package dev.weir.media.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weir.media.MediaException;
import dev.weir.media.MemorySource;
import dev.weir.media.TrackSink;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every file of the corpus cut off anywhere and with bits turned: it is read or refused with a
/// media exception, in memory that its size bounds.
///
/// `-Dweir.bitflips=10000` (as `./check --long` has it) also cuts after every byte.
class DamagedFilesTest {
  private static final int COPIES = Integer.getInteger("weir.bitflips", 40);
  private static final int CUTS = 100; // at least; all in the long run
  private static final int LONG_RUN = 10_000;
  private static final int MAX_FLIPS = 4;

  // Readers may start with buffers of their own, copy what they read more than once, and keep an
  // index of it; but nothing may follow a size that is only announced.
  private static final long OWN_BYTES = 16 << 20;
  private static final long BYTES_FOR_BYTE = 400;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final TrackSink NOBODY = TrackSink.ofSamples(_ -> {});

  @ParameterizedTest
  @MethodSource("dev.weir.media.file.MediaFormatTest#corpus")
  void filesThatAreCutOffAreReadOrRefused(Path file) throws IOException {
    byte[] good = Files.readAllBytes(file);
    int step = COPIES >= LONG_RUN ? 1 : 1 + good.length / CUTS;
    for (int length = 0; length < good.length; length += step) {
      read(file, Arrays.copyOf(good, length));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.media.file.MediaFormatTest#corpus")
  void filesWithBitsTurnedAreReadOrRefused(Path file) throws IOException {
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(20171);
    for (int copy = 0; copy < COPIES; copy++) {
      byte[] damaged = good.clone();
      // Headers are small beside payloads, so half of the copies have theirs damaged.
      int among = copy % 2 == 0 ? good.length : Math.min(good.length, 1000);
      for (int flip = 0; flip <= copy % MAX_FLIPS; flip++) {
        damaged[random.nextInt(among)] ^= (byte) (1 << random.nextInt(8));
      }
      read(file, damaged);
    }
  }

  private static void read(Path file, byte[] bytes) throws IOException {
    MediaFormat format = MediaFormat.ofName(file.toString());
    if (format == null) {
      throw new AssertionError(file);
    }
    long limit = OWN_BYTES + BYTES_FOR_BYTE * bytes.length;
    long allocated = allocated(format, bytes);
    if (allocated >= limit) {
      // Whoever loads a class first pays for it, and the fuzzer's agent instruments each.
      allocated = allocated(format, bytes);
    }
    assertThat(allocated).as("allocated for %d bytes", bytes.length).isLessThan(limit);
  }

  /// Bytes of heap that this thread takes to read `bytes`.
  private static long allocated(MediaFormat format, byte[] bytes) throws IOException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      format.readAll(new MemorySource(bytes), NOBODY);
    } catch (MediaException _) {
      // The two ways to refuse.
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
