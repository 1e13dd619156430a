/// AAC: AudioSpecificConfig and ADTS.
@NullMarked
package dev.weir.aac;

import org.jspecify.annotations.NullMarked;
