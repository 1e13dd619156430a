/// jcstress tests of the lock-free structures; `bench/run stress` runs them.
@NullMarked
package dev.weir.bench.stress;

import org.jspecify.annotations.NullMarked;
