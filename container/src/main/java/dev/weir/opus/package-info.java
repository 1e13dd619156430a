/// Opus: the identification header and packet lengths.
@NullMarked
package dev.weir.opus;

import org.jspecify.annotations.NullMarked;
