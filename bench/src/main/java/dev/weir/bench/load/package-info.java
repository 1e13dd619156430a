/// Loads on a whole server, from outside.
@NullMarked
package dev.weir.bench.load;

import org.jspecify.annotations.NullMarked;
