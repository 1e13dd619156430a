/// Checks presentations of segmented delivery against rules of their standards: HLS, DASH, Smooth
/// Streaming, HDS, of this server or any other.
@NullMarked
package dev.weir.launcher.check;

import org.jspecify.annotations.NullMarked;
