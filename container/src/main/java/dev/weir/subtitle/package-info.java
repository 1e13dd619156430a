/// SubRip and WebVTT: side files read, and written live or as files.
@NullMarked
package dev.weir.subtitle;

import org.jspecify.annotations.NullMarked;
