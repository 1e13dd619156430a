/// Bare runs of audio frames, without a container: `.mp3`, `.aac`.
@NullMarked
package dev.weir.elementary;

import org.jspecify.annotations.NullMarked;
