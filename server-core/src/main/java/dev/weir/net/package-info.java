/// What all protocols share of the network: transports, trusted proxies, certificates.
@NullMarked
package dev.weir.net;

import org.jspecify.annotations.NullMarked;
