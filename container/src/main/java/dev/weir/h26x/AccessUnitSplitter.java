package dev.weir.h26x;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Cuts a byte stream of units after start codes into access units: H.264 and H.265 in annex B,
/// MPEG-1 and MPEG-2 video.
///
/// An access unit ends where the next one begins, or at [#flush] for callers who know better. What
/// comes before the first start of one is dropped. Memory grows with the bytes of one access unit,
/// up to a limit. Not thread-safe; [#close] gives back the memory.
public final class AccessUnitSplitter implements AutoCloseable {
  // Small, for after each the start of an access unit is moved to the front, and so that start
  // codes
  // are looked for while the bytes are in the nearest cache.
  private static final int CHUNK_BYTES = 1 << 14;
  private static final int NONE = -1;

  /// Takes what was cut out.
  public interface Output {
    /// Takes an access unit with its start codes, which is lent: it may be overwritten, and so may
    /// what comes before its first byte.
    ///
    /// @param codes where its start codes are, lent too
    /// @param offset of its first start code in the stream, counted from the first byte appended or
    ///   from what [#restart] said
    void accessUnit(ByteBuf unit, StartCodes codes, long offset);
  }

  private final UnitBoundaries boundaries;
  private final int maxBytes;
  private final Output output;
  private final ByteBuf bytes = Unpooled.buffer(0);
  private final StartCodes codes = new StartCodes(); // of the access unit in `bytes`
  private final StartCodes found = new StartCodes(); // in `bytes`, not looked at yet

  private long base; // the offset in the stream of index 0 of `bytes`
  private int searched; // up to here all start codes were found
  private int unitStart = NONE; // where the access unit in `bytes` begins

  private AccessUnitSplitter(UnitBoundaries boundaries, int maxBytes, Output output) {
    this.boundaries = boundaries;
    this.maxBytes = maxBytes;
    this.output = output;
  }

  /// For H.264.
  ///
  /// @param maxBytes that one access unit may have
  public static AccessUnitSplitter avc(int maxBytes, Output output) {
    return new AccessUnitSplitter(new AvcBoundaries(), maxBytes, output);
  }

  /// For H.265.
  ///
  /// @param maxBytes that one access unit may have
  public static AccessUnitSplitter hevc(int maxBytes, Output output) {
    return new AccessUnitSplitter(new HevcBoundaries(), maxBytes, output);
  }

  /// For MPEG-1 and MPEG-2 video.
  ///
  /// @param maxBytes that one access unit may have
  public static AccessUnitSplitter mpeg2(int maxBytes, Output output) {
    return new AccessUnitSplitter(new Mpeg2Boundaries(), maxBytes, output);
  }

  /// How many bytes the stream has so far.
  public long offset() {
    return base + bytes.writerIndex();
  }

  /// Whether the next byte appended would belong to an access unit that has begun.
  public boolean insideUnit() {
    return unitStart != NONE;
  }

  /// Takes the next bytes and gives nothing: [#scan] or [#flush] must follow, before the access
  /// unit's limit is in the way.
  ///
  /// @throws MalformedMediaException if the access unit exceeds the limit; call [#restart] to go on
  public void append(ByteBuf in, int index, int length) {
    makeRoom(length);
    in.getBytes(index, bytes, length);
    searchChunk(bytes.writerIndex());
  }

  /// Takes `count` times `length` bytes, as [#append(ByteBuf, int, int)] does.
  ///
  /// @param in of the heap
  /// @param stride from the first byte of one run to the first of the next, at least `length`
  /// @throws MalformedMediaException if the access unit exceeds the limit; call [#restart] to go on
  public void append(ByteBuf in, int index, int length, int stride, int count) {
    makeRoom((long) length * count);
    byte[] from = in.array(); // without the checks of a buffer for each run
    byte[] array = bytes.array(); // of a buffer of its own, so without an offset
    int at = in.arrayOffset() + index;
    int to = bytes.writerIndex();
    for (int run = 0; run < count; run++) {
      System.arraycopy(from, at + run * stride, array, to, length);
      to += length;
      searchChunk(to);
    }
    bytes.writerIndex(to);
  }

  private void makeRoom(long length) {
    if (length > maxBytes - bytes.readableBytes()) {
      throw new MalformedMediaException(
          "access unit at byte " + base + " of its stream is over the limit of " + maxBytes);
    }
    bytes.ensureWritable((int) length);
  }

  /// Finds the start codes before `end` if that is far enough from where they were found.
  private void searchChunk(int end) {
    if (end - searched >= CHUNK_BYTES) {
      search(end);
    }
  }

  /// Reads `piece` to its end and gives the access units that end in it to the output.
  ///
  /// @throws MalformedMediaException if one exceeds the limit
  public void read(ByteBuf piece) {
    while (piece.isReadable()) {
      int length = Math.min(CHUNK_BYTES, piece.readableBytes());
      append(piece, piece.readerIndex(), length);
      piece.skipBytes(length);
      scan();
    }
  }

  /// Gives all access units of which the end can be seen.
  public void scan() {
    scan(false);
    discard();
  }

  /// Gives all that there is: the last access unit ends here.
  public void flush() {
    scan(true);
    cut(bytes.writerIndex());
    restart(offset());
  }

  /// Forgets all that was not given yet; the next byte has the offset `offset`.
  public void restart(long offset) {
    bytes.clear();
    base = offset;
    searched = 0;
    unitStart = NONE;
    codes.clear();
    found.clear();
    boundaries.reset();
  }

  private void scan(boolean last) {
    int end = bytes.writerIndex();
    search(end);
    int looked = 0;
    for (; looked < found.count(); looked++) {
      int code = found.at(looked);
      int unit = code + NalUnits.START_CODE_BYTES;
      if (!last && end - unit < UnitBoundaries.LOOK_BYTES) {
        break;
      }
      if (boundaries.startsAccessUnit(bytes, unit, end)) {
        cut(code);
        unitStart = code;
      }
      if (unitStart != NONE) {
        codes.add(code - unitStart);
      }
    }
    found.drop(looked);
  }

  /// Finds the start codes before `end`.
  private void search(int end) {
    int code = NalUnits.startCode(bytes, searched, end);
    while (code < end) {
      found.add(code);
      code = NalUnits.startCode(bytes, code + NalUnits.START_CODE_BYTES, end);
    }
    // The last two bytes may be the start of a start code, unless they are the end of one.
    int behind = found.count() == 0 ? 0 : found.at(found.count() - 1) + NalUnits.START_CODE_BYTES;
    searched = Math.max(Math.max(searched, behind), end - (NalUnits.START_CODE_BYTES - 1));
  }

  private void cut(int end) {
    if (unitStart == NONE || end <= unitStart) {
      return;
    }
    // The zero byte before a start code belongs to it (H.264 B.1.2: the first of a unit has one).
    boolean longCode = unitStart > 0 && bytes.getByte(unitStart - 1) == 0;
    long offset = base + unitStart - (longCode ? 1 : 0);
    output.accessUnit(bytes.duplicate().setIndex(unitStart, end), codes, offset);
    codes.clear();
    unitStart = NONE;
  }

  /// Moves what is still needed to the front, and the byte before it.
  private void discard() {
    int needed = found.count() > 0 ? found.at(0) : searched;
    int keep = Math.max(0, (unitStart == NONE ? needed : unitStart) - 1);
    if (keep == 0) {
      return;
    }
    bytes.readerIndex(keep).discardReadBytes();
    base += keep;
    searched -= keep;
    found.move(keep);
    unitStart = unitStart == NONE ? NONE : unitStart - keep;
  }

  @Override
  public void close() {
    bytes.release();
  }
}
