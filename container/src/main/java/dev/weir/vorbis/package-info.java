/// Vorbis I: its headers, and how long its packets last.
@NullMarked
package dev.weir.vorbis;

import org.jspecify.annotations.NullMarked;
