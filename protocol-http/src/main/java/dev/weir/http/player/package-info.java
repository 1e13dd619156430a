/// What pages need: the list of a stream's sources, the player that picks one, the watch page.
@NullMarked
package dev.weir.http.player;

import org.jspecify.annotations.NullMarked;
