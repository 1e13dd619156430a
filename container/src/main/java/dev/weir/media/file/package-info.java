/// Files of any format: which reader is theirs, an index where they have none, the place to start.
@NullMarked
package dev.weir.media.file;

import org.jspecify.annotations.NullMarked;
