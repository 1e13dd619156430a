/// Session descriptions (SDP, RFC 8866) of RTSP, WHIP and WHEP, both ways.
@NullMarked
package dev.weir.sdp;

import org.jspecify.annotations.NullMarked;
