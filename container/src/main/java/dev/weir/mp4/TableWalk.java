package dev.weir.mp4;

/// Goes through the samples that the tables of `stbl` tell of.
///
/// Frames of linear sound, which QuickTime counts as samples, come in groups of about 20 ms, as far
/// as they lie together. Whatever the tables say, there are not more samples than bytes in the
/// file.
final class TableWalk extends SampleWalk {
  private static final long MAX_DELTA = Integer.MAX_VALUE;

  private final SampleTables tables;
  private final long count;
  private final int frameBytes; // of linear sound whose frames are counted; 0 otherwise
  private final int groupFrames;

  private int number; // of the next sample
  private long nextDts;
  private long nextPosition;
  private int chunk = -1;
  private int chunkRun;
  private long leftInChunk;
  private int chunkDescription;
  private int timeRun = -1;
  private long leftInTimeRun;
  private long delta;
  private int offsetRun = -1;
  private long leftInOffsetRun;
  private int offset;
  private int nextSync;
  private int nextPartialSync;

  /// Starts before the first sample.
  ///
  /// @param fileBytes the size of the file, or as much as it can have
  TableWalk(MovieTrack track, long fileBytes) {
    super(track);
    this.tables = track.tables();
    SampleSizes sizes = tables.sizes();
    boolean counted = sizes.constantBytes() > 0 && sizes.constantBytes() <= track.frameBytes();
    this.frameBytes = counted ? track.frameBytes() : 0;
    this.groupFrames = counted ? track.groupFrames() : 1;
    long bytes = Math.max(1, counted ? frameBytes : sizes.constantBytes());
    this.count =
        Math.min(
            sizes.constantBytes() == 0 ? sizes.count() : Math.min(sizes.count(), fileBytes / bytes),
            Integer.MAX_VALUE);
  }

  /// The number of the next sample, from 0.
  int number() {
    return number;
  }

  @Override
  boolean next() {
    if (number >= count || (leftInChunk == 0 && !openChunk())) {
      return false;
    }
    openTimeRun();
    openOffsetRun();
    int frames = frameBytes > 0 ? together() : 1;
    long bytes = frameBytes > 0 ? (long) frames * frameBytes : tables.sizes().bytes(number);
    place(nextPosition, bytes, chunkDescription);
    time(nextDts, offset, frames * delta, isSync());
    nextPosition += bytes;
    nextDts += frames * delta;
    leftInChunk -= frames;
    leftInTimeRun -= frames;
    leftInOffsetRun -= frames;
    number += frames;
    return true;
  }

  /// How many frames from the next one on lie together and are of one length.
  private int together() {
    long frames = Math.min(Math.min(groupFrames, leftInChunk), count - number);
    return (int) Math.max(1, leftInTimeRun > 0 ? Math.min(frames, leftInTimeRun) : frames);
  }

  private boolean openChunk() {
    Table runs = tables.chunkRuns();
    while (leftInChunk == 0) {
      chunk++;
      if (chunk >= tables.chunks().count() || runs.count() == 0) {
        return false;
      }
      while (chunkRun + 1 < runs.count() && runs.unsignedInt(chunkRun + 1, 0) <= chunk + 1L) {
        chunkRun++;
      }
      leftInChunk = runs.unsignedInt(chunkRun, 4);
      chunkDescription = runs.signedInt(chunkRun, 8) - 1;
      nextPosition = tables.chunkPosition(chunk);
    }
    return true;
  }

  /// A table that is too short goes on with its last entry.
  private void openTimeRun() {
    Table times = tables.times();
    while (leftInTimeRun <= 0 && timeRun + 1 < times.count()) {
      timeRun++;
      leftInTimeRun = times.unsignedInt(timeRun, 0);
      long ticks = times.unsignedInt(timeRun, 4);
      // Some muxers step back with a negative length, which the format does not have.
      delta = ticks > MAX_DELTA ? 0 : ticks;
    }
  }

  /// Version 0 has no sign by the standard, and one in the field.
  private void openOffsetRun() {
    Table offsets = tables.offsets();
    while (leftInOffsetRun <= 0 && offsetRun + 1 < offsets.count()) {
      offsetRun++;
      leftInOffsetRun = offsets.unsignedInt(offsetRun, 0);
      offset = offsets.signedInt(offsetRun, 4);
    }
    if (leftInOffsetRun <= 0) {
      offset = 0;
    }
  }

  private boolean isSync() {
    Table syncs = tables.syncs();
    if (syncs == null) {
      return true;
    }
    nextSync = firstFrom(syncs, nextSync);
    nextPartialSync = firstFrom(tables.partialSyncs(), nextPartialSync);
    return isAt(syncs, nextSync) || isAt(tables.partialSyncs(), nextPartialSync);
  }

  private int firstFrom(Table numbers, int entry) {
    int at = entry;
    while (at < numbers.count() && numbers.unsignedInt(at, 0) <= number) {
      at++;
    }
    return at;
  }

  private boolean isAt(Table numbers, int entry) {
    return entry < numbers.count() && numbers.unsignedInt(entry, 0) == number + 1L;
  }
}
