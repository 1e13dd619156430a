package dev.weir.mp4;

import java.util.List;

/// Goes through the samples of one `traf` (ISO/IEC 14496-12 8.8.8):
///
/// ```
/// trun: |version (8)|flags (24)|samples (32)|[data offset (32)]|[flags of the first sample (32)]|
///       {|[duration (32)]|[bytes (32)]|[flags (32)]|[pts − dts (32)]|}
/// ```
final class RunWalk extends SampleWalk {
  private static final int DATA_OFFSET = 0x1;
  private static final int FIRST_FLAGS = 0x4;
  private static final int DURATION = 0x100;
  private static final int BYTES = 0x200;
  private static final int FLAGS = 0x400;
  private static final int PTS_OFFSET = 0x800;

  private static final int IS_NO_SYNC = 0x0001_0000;
  private static final int DEPENDS_ON_OTHERS = 0x0100_0000;

  /// One `trun`.
  ///
  /// @param flags which fields there are
  /// @param hasOffset whether it says where it starts; otherwise behind the one before
  /// @param offset from the base of the fragment
  /// @param firstFlags of the first sample, if `flags` say so
  /// @param entries of samples; empty ones without any field of their own
  /// @param count of samples
  record Run(int flags, boolean hasOffset, int offset, int firstFlags, Table entries, long count) {

    static Run read(BoxBody in) {
      int flags = in.signedInt() & 0xFF_FFFF;
      long count = in.unsignedInt();
      boolean hasOffset = (flags & DATA_OFFSET) != 0;
      int offset = hasOffset ? in.signedInt() : 0;
      int firstFlags = (flags & FIRST_FLAGS) != 0 ? in.signedInt() : 0;
      int entryBytes =
          Integer.BYTES * Integer.bitCount(flags & (DURATION | BYTES | FLAGS | PTS_OFFSET));
      Table entries = entryBytes == 0 ? Table.EMPTY : in.table(count, entryBytes);
      return new Run(flags, hasOffset, offset, firstFlags, entries, count);
    }

    /// The field of this flag of an entry; the fields lie in the order of their flags.
    int field(int entry, int flag) {
      return entries.signedInt(entry, Integer.BYTES * Integer.bitCount(flags & 0xF00 & (flag - 1)));
    }

    boolean has(int flag) {
      return (flags & flag) != 0;
    }
  }

  private final List<Run> runs;
  private final RunDefaults defaults;
  private final long base;
  private final long firstDts;
  private final int groupFrames; // of linear sound whose frames are counted; otherwise 1

  private int run = -1;
  private long entry; // of the next sample in its run
  private long nextPosition;
  private long nextDts;

  /// Starts before the first sample.
  ///
  /// @param base what data offsets count from
  /// @param dts of the first sample
  RunWalk(MovieTrack track, List<Run> runs, RunDefaults defaults, long base, long dts) {
    super(track);
    this.runs = runs;
    this.defaults = defaults;
    this.base = base;
    this.nextPosition = base;
    this.firstDts = dts;
    this.nextDts = dts;
    this.groupFrames = defaults.bytes() == track.frameBytes() ? track.groupFrames() : 1;
  }

  /// How many samples there are without an entry of their own: they cost a sender nothing.
  long samplesWithoutEntries() {
    long samples = 0;
    for (Run each : runs) {
      samples += each.entries.count() == 0 ? each.count / groupFrames : 0;
    }
    return samples;
  }

  /// A walk that starts where this one started.
  RunWalk again() {
    return new RunWalk(track(), runs, defaults, base, firstDts);
  }

  /// Where the next sample will start if no run says otherwise: at the end, the end of the data.
  long nextPosition() {
    return nextPosition;
  }

  /// The time of the next sample: at the end, the end of the fragment.
  long nextDts() {
    return nextDts;
  }

  @Override
  boolean next() {
    while (run < 0 || entry >= runs.get(run).count) {
      if (run + 1 >= runs.size()) {
        return false;
      }
      run++;
      entry = 0;
      Run opened = runs.get(run);
      nextPosition = opened.hasOffset ? base + opened.offset : nextPosition;
    }
    Run current = runs.get(run);
    boolean alike = current.entries.count() == 0;
    int frames = alike ? (int) Math.min(groupFrames, current.count - entry) : 1;
    read(current, alike ? 0 : (int) entry, frames);
    entry += frames;
    return true;
  }

  private void read(Run from, int at, int frames) {
    long each =
        from.has(DURATION) ? Integer.toUnsignedLong(from.field(at, DURATION)) : defaults.duration();
    long bytes = from.has(BYTES) ? Integer.toUnsignedLong(from.field(at, BYTES)) : defaults.bytes();
    int ptsOffset = from.has(PTS_OFFSET) ? from.field(at, PTS_OFFSET) : 0;
    place(nextPosition, frames * bytes, defaults.description());
    time(nextDts, ptsOffset, frames * each, isKeyframe(flags(from, at)));
    nextPosition += frames * bytes;
    nextDts += frames * each;
  }

  private int flags(Run from, int at) {
    if (entry == 0 && from.has(FIRST_FLAGS)) {
      return from.firstFlags;
    }
    return from.has(FLAGS) ? from.field(at, FLAGS) : defaults.flags();
  }

  // Some encoders only say that a sample depends on others, not that it is no sync sample.
  private boolean isKeyframe(int flags) {
    return !track().track().isVideo() || (flags & (IS_NO_SYNC | DEPENDS_ON_OTHERS)) == 0;
  }
}
