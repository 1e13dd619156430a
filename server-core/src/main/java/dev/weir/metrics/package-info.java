/// What the server measures of itself, for Prometheus and for the load balancer.
@NullMarked
package dev.weir.metrics;

import org.jspecify.annotations.NullMarked;
