/// How requests of the JSON API travel: HTTP, WebSocket, UDP.
@NullMarked
package dev.weir.http.api;

import org.jspecify.annotations.NullMarked;
