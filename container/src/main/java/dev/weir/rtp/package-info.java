/// RTP and RTCP (RFC 3550): packets, payload formats both ways, reordering, and time.
@NullMarked
package dev.weir.rtp;

import org.jspecify.annotations.NullMarked;
