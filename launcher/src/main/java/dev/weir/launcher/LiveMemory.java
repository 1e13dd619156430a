package dev.weir.launcher;

import com.sun.management.OperatingSystemMXBean;
import dev.weir.config.WeirConfig;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;

/// How much memory the buffers of all live streams may take together.
final class LiveMemory {
  private LiveMemory() {}

  /// What the configuration says, else half of the machine's memory (of the container's, in one),
  /// and not more than three quarters of what the process may have outside of its heap.
  static long limitBytes(WeirConfig config) {
    return config.liveMemoryBytes() > 0
        ? Math.min(config.liveMemoryBytes(), outsideOfHeap())
        : Math.min(machine() / 2, outsideOfHeap());
  }

  // Beyond MaxDirectMemorySize the virtual machine would end the process.
  private static long outsideOfHeap() {
    return PlatformDependent.maxDirectMemory() / 4 * 3;
  }

  private static long machine() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
