/// Segmented delivery: one store of segments for each stream, whatever protocol asks for them.
///
/// Boundaries are decided once, in [dev.weir.http.segmented.SegmentIndex]; what a segment looks
/// like on the wire is for a [dev.weir.http.segmented.Wrapping], of which each protocol brings its
/// own.
@NullMarked
package dev.weir.http.segmented;

import org.jspecify.annotations.NullMarked;
