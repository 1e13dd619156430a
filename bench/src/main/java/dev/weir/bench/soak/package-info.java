/// A whole server under viewers and publishers that come and go for an hour: does it stay the size
/// it is?
@NullMarked
package dev.weir.bench.soak;

import org.jspecify.annotations.NullMarked;
