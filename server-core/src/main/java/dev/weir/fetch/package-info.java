/// What Weir fetches from other servers over HTTP.
@NullMarked
package dev.weir.fetch;

import org.jspecify.annotations.NullMarked;
