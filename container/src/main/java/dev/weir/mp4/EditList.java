package dev.weir.mp4;

import dev.weir.media.MalformedMediaException;

/// What an edit list (ISO/IEC 14496-12 8.6.6) says of where a track's time starts: an empty edit
/// delays it, the media time of the first other edit takes from its start. Without both, sound and
/// pictures drift apart.
///
/// ```
/// |version, flags (32)|count (32)|  {|duration (32 or 64)|media time (32 or 64)|rate (32)|}
/// ```
///
/// What comes after that edit is played on: cuts in the middle and rates are not followed.
///
/// @param emptyTicks how long nothing is shown first, in the movie's time scale
/// @param mediaTicks what of the track comes before its start, in the track's
record EditList(long emptyTicks, long mediaTicks) {
  /// Starts with the first sample.
  static final EditList NONE = new EditList(0, 0);

  private static final int EMPTY = -1;
  private static final long MAX_TICKS = Long.MAX_VALUE / 2; // leaves room to add

  /// Reads the body of `elst`.
  static EditList read(BoxBody in) {
    int version = in.version();
    Table edits = in.table(version == 1 ? 20 : 12);
    long emptyTicks = 0;
    for (int i = 0; i < edits.count(); i++) {
      long duration = version == 1 ? edits.signedLong(i, 0) : edits.unsignedInt(i, 0);
      long mediaTicks = version == 1 ? edits.signedLong(i, 8) : edits.signedInt(i, 4);
      if (duration < 0 || mediaTicks < EMPTY) {
        throw new MalformedMediaException(
            "Box 'elst', edit %d: duration %d, media time %d; allowed are from 0 and from −1"
                .formatted(i + 1, duration, mediaTicks));
      }
      if (mediaTicks != EMPTY) {
        return new EditList(emptyTicks, mediaTicks);
      }
      emptyTicks = Math.min(emptyTicks + Math.min(duration, MAX_TICKS), MAX_TICKS);
    }
    return NONE;
  }
}
