package dev.weir.h26x;

import dev.weir.bits.BitReader;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The H.264 parameter sets in force, by their ids, as far as slice headers ask for them.
///
/// Not thread-safe.
final class AvcSets {
  private final Map<Integer, AvcSps> sequenceSets = new HashMap<>();
  private final Map<Integer, AvcPps> pictureSets = new HashMap<>();
  private Octets lastSps = Octets.EMPTY;

  /// Takes a sequence parameter set; a malformed one is none.
  void putSps(Octets nal) {
    if (nal.equals(lastSps)) {
      return;
    }
    lastSps = nal;
    try {
      AvcSps sps = AvcSps.parse(nal);
      sequenceSets.put(sps.id(), sps);
    } catch (MediaException _) {
      return;
    }
  }

  /// Takes what follows the first byte of a picture parameter set; a malformed one is none.
  void putPps(BitReader in) {
    try {
      AvcPps pps = AvcPps.read(in);
      pictureSets.put(pps.id(), pps);
    } catch (MediaException _) {
      return;
    }
  }

  @Nullable AvcSps sps(int id) {
    return sequenceSets.get(id);
  }

  @Nullable AvcPps pps(int id) {
    return pictureSets.get(id);
  }
}
