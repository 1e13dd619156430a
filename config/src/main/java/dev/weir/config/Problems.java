package dev.weir.config;

import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with a document while it is read to its end.
final class Problems {
  private static final int MOST = 100;

  private final List<ConfigException.Problem> found = new ArrayList<>();
  private int unlisted; // counts on when the list is full, so that a hostile document stays cheap

  void add(Place place, String message) {
    if (found.size() < MOST) {
      found.add(new ConfigException.Problem(place.toString(), message));
    } else {
      unlisted++;
    }
  }

  void throwIfAny() throws ConfigException {
    if (unlisted > 0) {
      found.add(new ConfigException.Problem(Place.ROOT.toString(), unlisted + " more problems"));
    }
    if (!found.isEmpty()) {
      throw new ConfigException(found);
    }
  }
}
