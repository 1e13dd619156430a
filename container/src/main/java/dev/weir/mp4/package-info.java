/// MP4, CMAF and QuickTime files (ISO/IEC 14496-12, -14, -15, -30; ISO/IEC 23000-19).
@NullMarked
package dev.weir.mp4;

import org.jspecify.annotations.NullMarked;
