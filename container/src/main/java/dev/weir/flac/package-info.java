/// FLAC: STREAMINFO and frame headers.
@NullMarked
package dev.weir.flac;

import org.jspecify.annotations.NullMarked;
