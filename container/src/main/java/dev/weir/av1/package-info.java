/// AV1: OBUs, the sequence header, the configuration record, OBU files.
@NullMarked
package dev.weir.av1;

import org.jspecify.annotations.NullMarked;
