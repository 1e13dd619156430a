/// H.264 and H.265: NAL units, parameter sets, configuration records, streams in annex B; where
/// pictures begin in MPEG-1 and MPEG-2 video.
@NullMarked
package dev.weir.h26x;

import org.jspecify.annotations.NullMarked;
