/// HTTP Live Streaming (RFC 8216) over the segment store.
@NullMarked
package dev.weir.http.segmented.hls;

import org.jspecify.annotations.NullMarked;
