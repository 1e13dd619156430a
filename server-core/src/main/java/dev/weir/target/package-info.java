/// Where streams are taken to: recordings, restreams, and what starts them by itself.
@NullMarked
package dev.weir.target;

import org.jspecify.annotations.NullMarked;
