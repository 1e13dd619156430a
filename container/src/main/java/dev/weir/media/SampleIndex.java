package dev.weir.media;

import java.nio.ByteBuffer;

/// What is known of every sample of a file without reading its payload.
///
/// One entry of 32 bytes for each sample, in the order of the file, the same in memory and on disk,
/// so that an index can be a mapped file and the longest film costs no heap:
///
/// ```
/// |position (64)|dts (64)|pts offset (32)|bytes (32)|track (32)|reserved (31)|keyframe (1)|
/// ```
///
/// Times are microseconds on the file's own timeline, `position` is where in the file the payload
/// lies or, in formats that cut payloads up, where a [Demuxer] can resume to reach it. Immutable;
/// any thread may read it.
public final class SampleIndex {
  /// The size of an entry.
  public static final int ENTRY_BYTES = 32;

  private static final int DTS = 8;
  private static final int PTS_OFFSET = 16;
  private static final int BYTES = 20;
  private static final int TRACK = 24;
  private static final int FLAGS = 28;
  private static final int KEYFRAME = 1;

  private final ByteBuffer entries;

  /// Takes what lies between position and limit of `entries`, big-endian, and does not copy it.
  public SampleIndex(ByteBuffer entries) {
    if (entries.remaining() % ENTRY_BYTES != 0) {
      throw new MalformedMediaException(
          "Sample index: %d bytes are no whole number of entries of %d"
              .formatted(entries.remaining(), ENTRY_BYTES));
    }
    this.entries = entries.slice();
  }

  /// The number of samples.
  public int count() {
    return entries.limit() / ENTRY_BYTES;
  }

  /// Where the sample is found in the file.
  public long position(int sample) {
    return entries.getLong(sample * ENTRY_BYTES);
  }

  /// Its decoding time.
  public long dtsMicros(int sample) {
    return entries.getLong(sample * ENTRY_BYTES + DTS);
  }

  /// Its presentation time minus its decoding time.
  public int ptsOffsetMicros(int sample) {
    return entries.getInt(sample * ENTRY_BYTES + PTS_OFFSET);
  }

  /// The size of its payload in the form that [Codec] says.
  public int bytes(int sample) {
    return entries.getInt(sample * ENTRY_BYTES + BYTES);
  }

  /// The id of its track.
  public int trackId(int sample) {
    return entries.getInt(sample * ENTRY_BYTES + TRACK);
  }

  /// Whether decoding can start here.
  public boolean keyframe(int sample) {
    return (entries.getInt(sample * ENTRY_BYTES + FLAGS) & KEYFRAME) != 0;
  }

  /// The entries as they are stored, read-only.
  public ByteBuffer entries() {
    return entries.asReadOnlyBuffer();
  }

  /// Collects entries; used by one thread.
  public static final class Builder {
    private static final int FIRST_ENTRIES = 1024;

    private final int maxSamples;
    private ByteBuffer entries;

    /// Takes up to `maxSamples` samples.
    public Builder(int maxSamples) {
      this.maxSamples = maxSamples;
      this.entries = ByteBuffer.allocate(Math.min(maxSamples, FIRST_ENTRIES) * ENTRY_BYTES);
    }

    /// Appends a sample.
    ///
    /// @throws UnsupportedMediaException if there are too many
    public void add(
        long position,
        long dtsMicros,
        int ptsOffsetMicros,
        int bytes,
        int trackId,
        boolean keyframe) {
      if (!entries.hasRemaining()) {
        grow();
      }
      entries.putLong(position).putLong(dtsMicros).putInt(ptsOffsetMicros).putInt(bytes);
      entries.putInt(trackId).putInt(keyframe ? KEYFRAME : 0);
    }

    /// What was collected so far. Samples that are added later do not get into it.
    public SampleIndex build() {
      return new SampleIndex(entries.duplicate().flip());
    }

    private void grow() {
      int samples = entries.capacity() / ENTRY_BYTES;
      if (samples >= maxSamples) {
        throw new UnsupportedMediaException(
            "Sample index: more samples than the limit of " + maxSamples);
      }
      int grown = (int) Math.min(maxSamples, 2L * samples);
      entries = ByteBuffer.allocate(Math.multiplyExact(grown, ENTRY_BYTES)).put(entries.flip());
    }
  }
}
