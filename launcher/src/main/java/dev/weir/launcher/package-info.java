/// The command line, and the one place where the parts of the server are put together.
@NullMarked
package dev.weir.launcher;

import org.jspecify.annotations.NullMarked;
