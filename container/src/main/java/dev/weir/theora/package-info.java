/// Theora: its headers.
@NullMarked
package dev.weir.theora;

import org.jspecify.annotations.NullMarked;
