/// Smooth Streaming (MS-SSTR) over the segment store.
@NullMarked
package dev.weir.http.segmented.smooth;

import org.jspecify.annotations.NullMarked;
