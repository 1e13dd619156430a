package dev.weir.mp4;

import dev.weir.media.SampleIndex;

/// Goes through the samples of a file in the order in which they lie there, as long as each track
/// lies there in the order of its decoding. Used by one thread.
final class SamplesInPlace {
  /// Two tracks may be this far apart in a file that is called interleaved.
  static final long MAX_DISORDER_MICROS = 1_500_000;

  private final SampleIndex index;
  private final TrackSlots slots;
  private final int[] nexts; // by slot: number in the index of the track's next sample

  private int slot; // of the sample that is looked at; −1 at the end
  private int slotBefore = -1;
  private long newestMicros = Long.MIN_VALUE; // decoding time of what was passed
  private boolean ordered = true;

  SamplesInPlace(SampleIndex index, TrackSlots slots) {
    this.index = index;
    this.slots = slots;
    this.nexts = new int[slots.count()];
    for (int i = 0; i < nexts.length; i++) {
      nexts[i] = -1;
      advance(i);
    }
    choose();
  }

  private void advance(int of) {
    int trackId = slots.media().get(of).id();
    int next = nexts[of] + 1;
    while (next < index.count() && index.trackId(next) != trackId) {
      next++;
    }
    nexts[of] = next;
  }

  private void choose() {
    slot = -1;
    for (int i = 0; i < nexts.length; i++) {
      if (nexts[i] < index.count()
          && (slot < 0 || index.position(nexts[i]) < index.position(nexts[slot]))) {
        slot = i;
      }
    }
  }

  /// Goes on to the next one.
  void next() {
    long dts = index.dtsMicros(sample());
    newestMicros = Math.max(newestMicros, dts);
    ordered &= newestMicros - dts <= MAX_DISORDER_MICROS;
    slotBefore = slot;
    advance(slot);
    choose();
  }

  /// Whether all tracks lay close to each other so far.
  boolean inOrder() {
    return ordered;
  }

  /// The slot of this sample's track; −1 if there are no more samples.
  int slot() {
    return slot;
  }

  /// Whether the sample before is of another track, or there is none.
  boolean changesSlot() {
    return slot != slotBefore;
  }

  /// Its number in the index.
  int sample() {
    return nexts[slot];
  }

  /// Where it lies.
  long position() {
    return index.position(sample());
  }

  /// Where the byte after it lies.
  long end() {
    return position() + index.bytes(sample());
  }
}
