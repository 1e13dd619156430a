/// The command layer: what operators and their programs may ask, JSON in and JSON out. Knows
/// nothing of how requests travel.
@NullMarked
package dev.weir.control;

import org.jspecify.annotations.NullMarked;
