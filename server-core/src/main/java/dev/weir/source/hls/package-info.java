/// HLS presentations of other servers, and local ones, as sources.
@NullMarked
package dev.weir.source.hls;

import org.jspecify.annotations.NullMarked;
