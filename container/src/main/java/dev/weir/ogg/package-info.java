/// Ogg (RFC 3533), read and written: Theora, VP8, Vorbis, Opus (RFC 7845) and FLAC.
@NullMarked
package dev.weir.ogg;

import org.jspecify.annotations.NullMarked;
