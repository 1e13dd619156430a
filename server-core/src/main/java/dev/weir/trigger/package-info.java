/// Triggers: events that tell or ask handlers outside of the server, over HTTP or as programs.
@NullMarked
package dev.weir.trigger;

import org.jspecify.annotations.NullMarked;
