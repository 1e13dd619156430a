/// HTTP Dynamic Streaming (Adobe F4M 1.0, F4F) over the segment store.
@NullMarked
package dev.weir.http.segmented.hds;

import org.jspecify.annotations.NullMarked;
