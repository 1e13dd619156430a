/// What tests share: leak checks, golden files, split inputs, real peers.
@NullMarked
package dev.weir.testkit;

import org.jspecify.annotations.NullMarked;
