/// Sessions: who visits, whether they may, what they were sent, and when they left.
@NullMarked
package dev.weir.session;

import org.jspecify.annotations.NullMarked;
