/// FLV files, and the message bodies that FLV tags and RTMP messages share, with all of Enhanced
/// RTMP v2.
///
/// [dev.weir.flv.FlvBodyReader] and [dev.weir.flv.FlvBodyWriter] know bodies;
/// [dev.weir.flv.FlvReader] and [dev.weir.flv.FlvMuxer] put FLV tags around them.
@NullMarked
package dev.weir.flv;

import org.jspecify.annotations.NullMarked;
