/// ID3v2 tags, written.
@NullMarked
package dev.weir.id3;

import org.jspecify.annotations.NullMarked;
