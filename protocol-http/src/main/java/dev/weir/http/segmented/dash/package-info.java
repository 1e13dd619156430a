/// DASH (ISO/IEC 23009-1) over CMAF segments, also with low latency.
@NullMarked
package dev.weir.http.segmented.dash;

import org.jspecify.annotations.NullMarked;
