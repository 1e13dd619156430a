/// One stream in one output format, muxed once and written to all its viewers.
@NullMarked
package dev.weir.feed;

import org.jspecify.annotations.NullMarked;
