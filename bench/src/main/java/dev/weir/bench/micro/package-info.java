/// JMH benchmarks of what runs once per sample; `bench/run` runs them and prints the table.
@NullMarked
package dev.weir.bench.micro;

import org.jspecify.annotations.NullMarked;
