/// Load on segmented delivery.
@NullMarked
package dev.weir.bench.segmented;

import org.jspecify.annotations.NullMarked;
