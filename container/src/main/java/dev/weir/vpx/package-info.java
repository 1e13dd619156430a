/// VP8 and VP9 frame headers, the VP9 configuration record, IVF files.
@NullMarked
package dev.weir.vpx;

import org.jspecify.annotations.NullMarked;
