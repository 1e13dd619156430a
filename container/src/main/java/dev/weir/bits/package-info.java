/// Reading and writing of bit fields.
@NullMarked
package dev.weir.bits;

import org.jspecify.annotations.NullMarked;
