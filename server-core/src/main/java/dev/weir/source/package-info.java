/// The sources that Weir opens itself.
@NullMarked
package dev.weir.source;

import org.jspecify.annotations.NullMarked;
