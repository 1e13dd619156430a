/// The access log: one line for each session that has ended.
@NullMarked
package dev.weir.accesslog;

import org.jspecify.annotations.NullMarked;
