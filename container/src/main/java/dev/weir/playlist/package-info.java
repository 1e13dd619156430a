/// Playlists and manifests of segmented delivery, as they are read: HLS (RFC 8216bis).
@NullMarked
package dev.weir.playlist;

import org.jspecify.annotations.NullMarked;
