/// MPEG-1 and MPEG-2 audio frame headers.
@NullMarked
package dev.weir.mpegaudio;

import org.jspecify.annotations.NullMarked;
