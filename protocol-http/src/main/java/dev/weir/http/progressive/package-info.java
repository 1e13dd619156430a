/// Progressive outputs: one stream as one answer without an end, over HTTP or a WebSocket.
@NullMarked
package dev.weir.http.progressive;

import org.jspecify.annotations.NullMarked;
