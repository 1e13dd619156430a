/// H.264 and H.265: NAL units, parameter sets, configuration records.
@NullMarked
package dev.weir.h26x;

import org.jspecify.annotations.NullMarked;
