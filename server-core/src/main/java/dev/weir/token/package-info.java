/// Tokens (JWT, RFC 7519): what they allow, checked with keys that are configured or published.
@NullMarked
package dev.weir.token;

import org.jspecify.annotations.NullMarked;
