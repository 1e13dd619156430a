package dev.weir.mp4;

/// What is so of every sample of a fragment's run unless the run says it: `trex`, or `tfhd` over it
/// (ISO/IEC 14496-12 8.8.3, 8.8.7).
///
/// @param description from 0
/// @param duration in ticks
/// @param bytes its size
/// @param flags sample flags
record RunDefaults(int description, long duration, long bytes, int flags) {
  /// Without `trex`, which has to be there.
  static final RunDefaults NONE = new RunDefaults(0, 0, 0, 0);
}
