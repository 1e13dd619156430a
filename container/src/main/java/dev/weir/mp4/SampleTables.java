package dev.weir.mp4;

import org.jspecify.annotations.Nullable;

/// The tables of `stbl` (ISO/IEC 14496-12 8.5 to 8.7), which say of each sample of a track when it
/// is and where it lies.
///
/// @param times `stts`: |samples (32)|ticks of each (32)|
/// @param offsets `ctts`: |samples (32)|pts − dts (32)|
/// @param chunkRuns `stsc`: |first chunk, from 1 (32)|samples in each (32)|description, from 1
///   (32)|
/// @param chunks `stco` or `co64`: where each chunk is
/// @param syncs `stss`: numbers of the keyframes, from 1; null if all samples are
/// @param partialSyncs QuickTime's `stps`: open groups of pictures
/// @param sizes `stsz` or `stz2`
record SampleTables(
    Table times,
    Table offsets,
    Table chunkRuns,
    Table chunks,
    @Nullable Table syncs,
    Table partialSyncs,
    SampleSizes sizes) {

  /// Reads `stbl`, whose sample descriptions are left to others.
  static SampleTables read(BoxReader stbl) {
    Table times = Table.EMPTY;
    Table offsets = Table.EMPTY;
    Table chunkRuns = Table.EMPTY;
    Table chunks = Table.EMPTY;
    Table syncs = null;
    Table partialSyncs = Table.EMPTY;
    SampleSizes sizes = SampleSizes.NONE;
    for (BoxBody box = stbl.next(); box != null; box = stbl.next()) {
      switch (box.name()) {
        case "stts" -> times = table(box, 8);
        case "ctts" -> offsets = table(box, 8);
        case "stsc" -> chunkRuns = table(box, 12);
        case "stco" -> chunks = table(box, Integer.BYTES);
        case "co64" -> chunks = table(box, Long.BYTES);
        case "stss" -> syncs = table(box, Integer.BYTES);
        case "stps" -> partialSyncs = table(box, Integer.BYTES);
        case "stsz" -> sizes = SampleSizes.readStsz(box);
        case "stz2" -> sizes = SampleSizes.readStz2(box);
        default -> {}
      }
    }
    return new SampleTables(times, offsets, chunkRuns, chunks, syncs, partialSyncs, sizes);
  }

  private static Table table(BoxBody box, int entryBytes) {
    box.version();
    return box.table(entryBytes);
  }

  /// Where a chunk is; negative if its number has a 64th bit.
  long chunkPosition(int chunk) {
    return chunks.entryBytes() == Long.BYTES
        ? chunks.signedLong(chunk, 0)
        : chunks.unsignedInt(chunk, 0);
  }
}
