/// RTMP, RTMPS and enhanced RTMP, both sides: a server that takes publishers and serves players,
/// and a client that pulls from and pushes to other servers.
@NullMarked
package dev.weir.rtmp;

import org.jspecify.annotations.NullMarked;
