/// The HTTP server: connections, routes, requests and answers; what is served lives below.
@NullMarked
package dev.weir.http;

import org.jspecify.annotations.NullMarked;
