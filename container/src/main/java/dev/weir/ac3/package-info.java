/// AC-3 and Enhanced AC-3 sync frames.
@NullMarked
package dev.weir.ac3;

import org.jspecify.annotations.NullMarked;
