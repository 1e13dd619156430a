/// WAV: RIFF and RF64 files of sound (EBU Tech 3306), read and written.
@NullMarked
package dev.weir.wav;

import org.jspecify.annotations.NullMarked;
