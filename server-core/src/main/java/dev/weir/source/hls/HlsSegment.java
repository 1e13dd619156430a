package dev.weir.source.hls;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A segment that was fetched and is plain.
///
/// @param map what a reader needs before it; empty if nothing, or if it is the same as before
/// @param anew whether the reader begins anew: a discontinuity, another map, segments that were
///   missed
/// @param discontinuity how many discontinuities there were before; renditions with the same number
///   share their times
/// @param dateTime of its first sample, if it is known
@SuppressWarnings("ArrayRecordComponent") // handed from one thread to the next, never compared
record HlsSegment(
    byte[] map, byte[] media, boolean anew, long discontinuity, @Nullable Instant dateTime) {}
