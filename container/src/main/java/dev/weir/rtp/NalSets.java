package dev.weir.rtp;

import dev.weir.media.Octets;
import java.util.ArrayList;
import java.util.List;

/// The parameter sets of one kind that are in force; a set with the id of another replaces it.
///
/// Not thread-safe.
final class NalSets {
  private static final int MAX_SETS = 16; // more are refused: streams have one or two

  private final List<Octets> sets = new ArrayList<>();
  private final List<Integer> ids = new ArrayList<>();

  /// Puts `set` in force; returns whether that changes anything.
  boolean put(int id, Octets set) {
    int at = ids.indexOf(id);
    if (at >= 0) {
      return !sets.set(at, set).equals(set);
    }
    if (sets.size() == MAX_SETS) {
      return false;
    }
    ids.add(id);
    sets.add(set);
    return true;
  }

  List<Octets> all() {
    return sets;
  }
}
