/// How fast each format is read and written.
@NullMarked
package dev.weir.bench.formats;

import org.jspecify.annotations.NullMarked;
