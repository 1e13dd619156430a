package dev.weir.http;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;

/// Functions of the C library that neither the JDK nor Netty has.
final class CLibrary {
  private CLibrary() {}

  /// Looks a function up, which takes a tenth of a second for the first one.
  @SuppressWarnings("restricted") // the signatures are those of the manual pages
  static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }
}
