package dev.weir.buffer;

import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/// Reads one track buffer at its own pace; being slow harms nobody but itself.
///
/// Each sample is copied to the reader's own scratch memory and only then handed out, so what a
/// caller sees is whole. A reader that was overtaken learns so, once, from [Outcome#LAPPED] and
/// goes on where it seeks to next.
///
/// Not thread-safe: confined to one thread. Must be closed.
public final class TrackReader implements AutoCloseable {
  /// What [#read] found.
  public enum Outcome {
    /// [#sample] and [#track] are new.
    READ,
    /// Nothing newer yet.
    EMPTY,
    /// The samples from here on were dropped before they were read; seek.
    LAPPED
  }

  private static final int FIRST_SCRATCH_BYTES = 16 * 1024;

  private final TrackBuffer buffer;

  private long next; // number of the sample to read next; moves with read and seek
  private long lappedSamples; // counts up
  private ByteBuf scratch; // grows to the biggest sample
  private ByteBuffer scratchMemory; // all of scratch
  private Sample sample; // replaced by every read
  private Track track;

  /// A reader that stands at the newest keyframe, or behind everything if there is none.
  public TrackReader(TrackBuffer buffer) {
    this.buffer = buffer;
    this.scratch = Unpooled.directBuffer(FIRST_SCRATCH_BYTES);
    this.scratchMemory = scratch.internalNioBuffer(0, scratch.capacity());
    this.track = buffer.track();
    this.sample = new Sample(track.id(), 0, 0, false, Unpooled.EMPTY_BUFFER);
    if (!seekNewestKeyframe()) {
      next = buffer.head();
    }
  }

  /// The buffer that is read.
  public TrackBuffer buffer() {
    return buffer;
  }

  /// The sample that the last [#read] copied; valid until the next one.
  public Sample sample() {
    return sample;
  }

  /// The configuration that [#sample] was published under.
  public Track track() {
    return track;
  }

  /// How many samples were lost to this reader because it was slow.
  public long lappedSamples() {
    return lappedSamples;
  }

  /// The number of the sample that would be read next.
  public long position() {
    return next;
  }

  /// Goes to the newest keyframe; stays and returns false if there is none.
  public boolean seekNewestKeyframe() {
    long keyframe = buffer.newestKeyframe();
    if (keyframe < 0) {
      return false;
    }
    next = keyframe;
    return true;
  }

  /// Goes to the last keyframe that is decoded at `timeMicros` or before; to the oldest sample
  /// there is, which is a keyframe, if there is none.
  public void seekKeyframe(long timeMicros) {
    long low = buffer.tail();
    long high = buffer.head();
    SampleRings rings = buffer.rings();
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (SampleDescriptor.dtsMicros(rings.index(), rings.at(middle)) <= timeMicros) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    long last = low - 1;
    next =
        last < buffer.tail()
            ? buffer.tail()
            : Math.max(
                buffer.tail(), SampleDescriptor.keyframeNumber(rings.index(), rings.at(last)));
  }

  /// Goes to sample `number`, which need not exist.
  public void seek(long number) {
    next = number;
  }

  /// Goes to the first valid sample whose order is at least `order`.
  public void seekOrder(long order) {
    long low = buffer.tail();
    long high = buffer.head();
    SampleRings rings = buffer.rings();
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (SampleDescriptor.order(rings.index(), rings.at(middle)) < order) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    next = low;
  }

  /// The publication order of the sample that would be read next; `Long.MAX_VALUE` if there is none
  /// yet, and of no meaning if the reader is lapped.
  public long nextOrder() {
    if (next >= buffer.head()) {
      return Long.MAX_VALUE;
    }
    SampleRings rings = buffer.rings();
    return SampleDescriptor.order(rings.index(), rings.at(next));
  }

  /// Whether the sample that would be read next is a keyframe; false if there is none yet.
  public boolean nextIsKeyframe() {
    if (next >= buffer.head()) {
      return false;
    }
    SampleRings rings = buffer.rings();
    return SampleDescriptor.keyframe(rings.index(), rings.at(next));
  }

  /// The configuration of the sample that would be read next; the newest if there is none yet.
  public Track nextTrack() {
    if (next >= buffer.head()) {
      return buffer.track();
    }
    SampleRings rings = buffer.rings();
    return buffer.versions().of(SampleDescriptor.version(rings.index(), rings.at(next)));
  }

  /// Payload bytes of the sample that would be read next, 0 if there is none yet.
  public int nextSizeBytes() {
    if (next >= buffer.head()) {
      return 0;
    }
    SampleRings rings = buffer.rings();
    return SampleDescriptor.length(rings.index(), rings.at(next));
  }

  /// Decoding time of the sample that would be read next, or -1 if there is none yet.
  public long nextDtsMicros() {
    if (next >= buffer.head()) {
      return -1;
    }
    SampleRings rings = buffer.rings();
    return SampleDescriptor.dtsMicros(rings.index(), rings.at(next));
  }

  /// Presentation time minus decoding time of the sample that would be read next, 0 if there is
  /// none.
  public int nextPtsOffsetMicros() {
    if (next >= buffer.head()) {
      return 0;
    }
    SampleRings rings = buffer.rings();
    return SampleDescriptor.ptsOffsetMicros(rings.index(), rings.at(next));
  }

  /// Copies the next sample out of the buffer.
  public Outcome read() {
    if (next >= buffer.head()) {
      return Outcome.EMPTY;
    }
    if (next < buffer.tail()) {
      return lapped();
    }
    SampleRings rings = buffer.rings();
    UnsafeBuffer index = rings.index();
    int at = rings.at(next);
    int length = SampleDescriptor.length(index, at);
    int offset = SampleDescriptor.offset(index, at);
    UnsafeBuffer page = rings.page(SampleDescriptor.page(index, at));
    // The slot may be overwritten while it is read: place and length are believed only after a
    // check, and what was copied is believed only after another.
    if (!buffer.stillValid(next) || page == null) {
      return lapped();
    }
    reserve(length);
    page.getBytes(offset, scratchMemory, 0, length);
    Sample copied =
        new Sample(
            track.id(),
            SampleDescriptor.dtsMicros(index, at),
            SampleDescriptor.ptsOffsetMicros(index, at),
            SampleDescriptor.keyframe(index, at),
            scratch);
    int version = SampleDescriptor.version(index, at);
    if (!buffer.stillValid(next)) {
      return lapped();
    }
    scratch.setIndex(0, length);
    sample = copied;
    track = buffer.versions().of(version);
    next++;
    return Outcome.READ;
  }

  @Override
  public void close() {
    scratch.release();
  }

  private Outcome lapped() {
    lappedSamples += Math.max(1, buffer.tail() - next);
    return Outcome.LAPPED;
  }

  private void reserve(int length) {
    if (length > scratch.capacity()) {
      scratch.release();
      scratch = Unpooled.directBuffer(Integer.highestOneBit(length) * 2);
      scratchMemory = scratch.internalNioBuffer(0, scratch.capacity());
    }
  }
}
