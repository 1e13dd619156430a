package dev.weir.h26x;

import io.netty.buffer.ByteBuf;

/// Tells where access units begin in a stream of units after start codes. Told of every unit, in
/// order.
sealed interface UnitBoundaries permits AvcBoundaries, HevcBoundaries, Mpeg2Boundaries {

  /// How much of a unit [#startsAccessUnit] may have to see.
  int LOOK_BYTES = 40;

  /// Whether the unit at the absolute `index` is the first of an access unit.
  ///
  /// @param end where the bytes end: those of the unit's start, or, of a short unit, of what
  ///   follows
  boolean startsAccessUnit(ByteBuf in, int index, int end);

  /// Starts anew: what comes next belongs to no access unit seen before.
  void reset();
}
