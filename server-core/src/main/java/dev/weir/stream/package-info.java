/// Streams: their names, their timeline, who publishes them and who may.
@NullMarked
package dev.weir.stream;

import org.jspecify.annotations.NullMarked;
