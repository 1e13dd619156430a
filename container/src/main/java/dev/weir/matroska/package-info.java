/// Matroska (RFC 9559) and WebM, on EBML (RFC 8794).
@NullMarked
package dev.weir.matroska;

import org.jspecify.annotations.NullMarked;
