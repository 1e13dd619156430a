/// Where the samples of one track lie: one writer, any number of readers, no locks.
///
/// [dev.weir.buffer.SampleDescriptor] draws the layout, [dev.weir.buffer.TrackBuffer] writes,
/// [dev.weir.buffer.TrackReader] reads.
@NullMarked
package dev.weir.buffer;

import org.jspecify.annotations.NullMarked;
