/// Playing to one viewer at a time, from any place and at any speed: files, and the past of live
/// streams.
@NullMarked
package dev.weir.playback;

import org.jspecify.annotations.NullMarked;
