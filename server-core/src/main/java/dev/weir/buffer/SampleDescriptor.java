package dev.weir.buffer;

import org.agrona.concurrent.UnsafeBuffer;

/// The layout of one slot of a track buffer's index: 48 bytes in native byte order.
///
/// ```
///   0                   8                   16                  24
///   +-------------------+-------------------+-------------------+-------------------+
///   | order             | dts micros        | page number       | offset  | length  |
///   +-------------------+-------------------+-------------------+-------------------+
///   | pts off. | flags  | keyframe number   |
///   +-------------------+-------------------+
///   32                  40                  48
/// ```
///
/// `order` numbers the samples of all tracks of a stream in the order of publication. `keyframe
/// number` is the number, within the track, of the newest keyframe at or before this sample, -1 if
/// there is none. `flags` holds the keyframe bit and above it the version of the track's
/// configuration that is in force.
///
/// All fields are plain: they are published by the release store of the buffer's head and guarded
/// by its tail, see [TrackBuffer].
final class SampleDescriptor {
  static final int BYTES = 48;

  private static final int ORDER = 0;
  private static final int DTS = 8;
  private static final int PAGE = 16;
  private static final int OFFSET = 24;
  private static final int LENGTH = 28;
  private static final int PTS_OFFSET = 32;
  private static final int FLAGS = 36;
  private static final int KEYFRAME_NUMBER = 40;

  private static final int KEYFRAME_BIT = 1;
  private static final int VERSION_SHIFT = 1;

  private SampleDescriptor() {}

  static void write(
      UnsafeBuffer index,
      int at,
      long order,
      long dtsMicros,
      int ptsOffsetMicros,
      boolean keyframe,
      int version,
      long keyframeNumber) {
    index.putLong(at + ORDER, order);
    index.putLong(at + DTS, dtsMicros);
    index.putInt(at + PTS_OFFSET, ptsOffsetMicros);
    index.putInt(at + FLAGS, (version << VERSION_SHIFT) | (keyframe ? KEYFRAME_BIT : 0));
    index.putLong(at + KEYFRAME_NUMBER, keyframeNumber);
  }

  static void place(UnsafeBuffer index, int at, long page, int offset, int length) {
    index.putLong(at + PAGE, page);
    index.putInt(at + OFFSET, offset);
    index.putInt(at + LENGTH, length);
  }

  static long order(UnsafeBuffer index, int at) {
    return index.getLong(at + ORDER);
  }

  static long dtsMicros(UnsafeBuffer index, int at) {
    return index.getLong(at + DTS);
  }

  static long page(UnsafeBuffer index, int at) {
    return index.getLong(at + PAGE);
  }

  static int offset(UnsafeBuffer index, int at) {
    return index.getInt(at + OFFSET);
  }

  static int length(UnsafeBuffer index, int at) {
    return index.getInt(at + LENGTH);
  }

  static int ptsOffsetMicros(UnsafeBuffer index, int at) {
    return index.getInt(at + PTS_OFFSET);
  }

  static boolean keyframe(UnsafeBuffer index, int at) {
    return (index.getInt(at + FLAGS) & KEYFRAME_BIT) != 0;
  }

  static int version(UnsafeBuffer index, int at) {
    return index.getInt(at + FLAGS) >>> VERSION_SHIFT;
  }

  static long keyframeNumber(UnsafeBuffer index, int at) {
    return index.getLong(at + KEYFRAME_NUMBER);
  }
}
