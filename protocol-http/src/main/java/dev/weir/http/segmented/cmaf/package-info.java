/// CMAF (ISO/IEC 23000-19): one wrapping for HLS, low-latency HLS, DASH and low-latency DASH.
@NullMarked
package dev.weir.http.segmented.cmaf;

import org.jspecify.annotations.NullMarked;
