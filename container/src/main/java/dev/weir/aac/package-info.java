/// AAC: AudioSpecificConfig, ADTS and LATM.
@NullMarked
package dev.weir.aac;

import org.jspecify.annotations.NullMarked;
