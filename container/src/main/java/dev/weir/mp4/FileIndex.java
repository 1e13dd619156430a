package dev.weir.mp4;

import dev.weir.media.Octets;
import dev.weir.media.SampleIndex;
import java.util.Map;

/// Where the samples of a file are, and how those of them are read that do not lie there as they
/// are given out.
///
/// @param samples of all tracks
/// @param detours by the number of the sample
/// @param isVerbatim whether no sound and no picture has a detour
record FileIndex(SampleIndex samples, Map<Integer, Detour> detours, boolean isVerbatim) {

  /// What is special about a sample.
  ///
  /// @param storedBytes its size in the file
  /// @param before what is put before it: parameter sets, or of text all of its payload
  record Detour(int storedBytes, Octets before) {}

  /// How many bytes are read from the file for a sample.
  int storedBytes(int sample) {
    Detour detour = detours.isEmpty() ? null : detours.get(sample);
    return detour == null ? samples.bytes(sample) : detour.storedBytes();
  }

  /// What is put before what the file has of a sample.
  Octets before(int sample) {
    Detour detour = detours.isEmpty() ? null : detours.get(sample);
    return detour == null ? Octets.EMPTY : detour.before();
  }
}
