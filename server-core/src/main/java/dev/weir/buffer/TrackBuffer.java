package dev.weir.buffer;

import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/// Keeps the newest samples of one track: one writer, any number of [TrackReader]s, no locks.
///
/// Payloads are appended to off-heap pages; an index ring holds one [SampleDescriptor] for each
/// sample. Samples are numbered from 0; those from [#tail] (inclusive) to [#head] (exclusive) are
/// valid.
///
/// ```
///            tail                         head
///   index  … | d | d | d | d | d | d | d | …          ring of descriptors, grows by doubling
///              │   └─────────┐   └───┐
///   pages  [ payload payload payload ][ payload payload …          ]
/// ```
///
/// The writer never looks at readers. It moves `tail` first, then lets go of what lay before it, so
/// a reader copies what it wants and then checks that `tail` has not passed it (the protocol of a
/// sequence lock). What is kept is bounded twice: groups of pictures older than the window go, and
/// when the bytes exceed the cap, or those of all track buffers together exceed that of the
/// [PagePool], the oldest groups go whatever their age. A single group over the cap goes whole;
/// readers then wait for the next keyframe.
///
/// The `append`, `configure` and `close` methods belong to the one thread that publishes; a change
/// of that thread needs a happens-before edge of the caller's making. All else is for any thread.
public final class TrackBuffer {
  private static final VarHandle HEAD;
  private static final VarHandle TAIL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(TrackBuffer.class, "head", long.class);
      TAIL = lookup.findVarHandle(TrackBuffer.class, "tail", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final PagePool pool;
  private volatile long windowMicros; // these two change when an operator says so
  private volatile long maxBytes;

  private volatile SampleRings rings = SampleRings.first(); // grows
  private volatile TrackVersions versions; // grows with each configuration, pruned on the way
  private volatile boolean closed; // once, at the end
  private volatile boolean reordered; // once, when two offsets differed

  @SuppressWarnings("unused") // through HEAD
  private long head; // release-stored per sample; acquired by readers

  @SuppressWarnings("unused") // through TAIL
  private long tail; // stored before what it drops is overwritten; checked by readers after a copy

  private int ptsOffsetMicros; // the writer's own: of the newest sample
  private long firstPage; // the writer's own: number of the oldest page still held
  private long nextPage; // number that the next page will get
  private int pageUsedBytes; // in the newest page
  private long secondGroup = -1; // number of the first keyframe behind the tail, -1 if none came
  private volatile long retainedBytes; // payloads and descriptors between tail and head

  /// @param track the first configuration
  /// @param windowMicros how long samples are kept at least
  /// @param maxBytes the cap on payloads and descriptors together
  /// @param pool where pages come from and go to
  public TrackBuffer(Track track, long windowMicros, long maxBytes, PagePool pool) {
    this.versions = new TrackVersions(track);
    this.windowMicros = windowMicros;
    this.maxBytes = maxBytes;
    this.pool = pool;
  }

  /// Changes how much is kept; holds from the next sample on. Any thread.
  ///
  /// @param newWindowMicros how long samples are kept at least
  /// @param newMaxBytes the cap on payloads and descriptors together
  public void retain(long newWindowMicros, long newMaxBytes) {
    windowMicros = newWindowMicros;
    maxBytes = newMaxBytes;
  }

  /// The newest configuration.
  public Track track() {
    return versions.newest();
  }

  /// The number that the next sample will get.
  public long head() {
    return (long) HEAD.getAcquire(this); // pairs with the release in append
  }

  /// The number of the oldest valid sample; equals [#head] when there is none.
  public long tail() {
    return (long) TAIL.getAcquire(this);
  }

  /// Whether no sample will come any more. All samples are gone then.
  public boolean closed() {
    return closed;
  }

  /// Whether samples are presented in another order than they are decoded (B-frames).
  public boolean reordered() {
    return reordered;
  }

  /// Bytes of the payloads and descriptors that are valid now.
  public long retainedBytes() {
    return retainedBytes;
  }

  /// Decoding time of the oldest valid sample, or -1 if there is none.
  public long firstDtsMicros() {
    return dtsOf(tail());
  }

  /// Decoding time of the newest sample, or -1 if there is none.
  public long lastDtsMicros() {
    return dtsOf(head() - 1);
  }

  /// Mean bit rate over what is kept, 0 while that is under half a second.
  public long bitsPerSecond() {
    long first = firstDtsMicros();
    long spanMicros = lastDtsMicros() - first;
    return first < 0 || spanMicros < 500_000 ? 0 : retainedBytes * 8_000_000L / spanMicros;
  }

  /// The number of the newest keyframe that is still valid, or -1.
  public long newestKeyframe() {
    long newest = head() - 1;
    if (newest < 0) {
      return -1;
    }
    SampleRings current = rings;
    long keyframe = SampleDescriptor.keyframeNumber(current.index(), current.at(newest));
    return keyframe >= tail() ? keyframe : -1;
  }

  /// The numbers of the newest valid keyframes, newest first, at most so many.
  public List<Long> newestKeyframes(int most) {
    List<Long> keyframes = new ArrayList<>();
    SampleRings current = rings;
    for (long number = newestKeyframe(); number >= 0 && keyframes.size() < most; ) {
      keyframes.add(number);
      long before = number - 1;
      number =
          before < tail()
              ? -1
              : SampleDescriptor.keyframeNumber(current.index(), current.at(before));
    }
    keyframes.removeIf(number -> !stillValid(number));
    return keyframes;
  }

  /// Decoding time of a sample, or -1 if it is not valid any more.
  public long dtsMicros(long number) {
    long dts = dtsOf(number);
    return stillValid(number) ? dts : -1;
  }

  /// Changes the configuration that the samples appended from now on are published under.
  public void configure(Track track) {
    long oldest = tail();
    int oldestNeeded =
        oldest == head()
            ? versions.newestVersion() + 1
            : SampleDescriptor.version(rings.index(), rings.at(oldest));
    versions = versions.with(track, oldestNeeded);
  }

  /// Copies `sample` in. Its decoding time must be greater than that of the sample before it.
  ///
  /// @param order its place in the publication order of all tracks of the stream, growing
  public void append(Sample sample, long order) {
    int length = sample.payload().readableBytes();
    dropOld(sample.dtsMicros(), (long) length + SampleDescriptor.BYTES, keptAtMost(length));
    long number = (long) HEAD.get(this);
    SampleRings current = ringsWithRoom(number);
    int at = current.at(number);
    long keyframeNumber = sample.keyframe() ? number : keyframeBefore(current, number);
    SampleDescriptor.write(
        current.index(),
        at,
        order,
        sample.dtsMicros(),
        sample.ptsOffsetMicros(),
        sample.keyframe(),
        versions.newestVersion(),
        keyframeNumber);
    if (!reordered && number > 0 && sample.ptsOffsetMicros() != ptsOffsetMicros) {
      reordered = true;
    }
    ptsOffsetMicros = sample.ptsOffsetMicros();
    if (sample.keyframe() && secondGroup < 0 && number > (long) TAIL.get(this)) {
      secondGroup = number;
    }
    store(at, sample.payload(), length);
    long retained = retainedBytes;
    retainedBytes = retained + length + SampleDescriptor.BYTES;
    HEAD.setRelease(this, number + 1); // readers acquire it in head()
  }

  /// Drops everything; readers find the buffer closed.
  public void close() {
    dropTo((long) HEAD.get(this));
    releasePages(nextPage);
    if (nextPage > 0 && !closed) {
      pool.leave();
    }
    closed = true;
  }

  SampleRings rings() {
    return rings;
  }

  TrackVersions versions() {
    return versions;
  }

  /// Whether `number` is still valid after everything that was read before this call.
  boolean stillValid(long number) {
    VarHandle.acquireFence(); // the reads before must not sink below the read of tail
    return (long) TAIL.getOpaque(this) <= number;
  }

  private long dtsOf(long number) {
    if (number < tail() || number >= head()) {
      return -1;
    }
    SampleRings current = rings;
    return SampleDescriptor.dtsMicros(current.index(), current.at(number));
  }

  private long keyframeBefore(SampleRings current, long number) {
    long before = number - 1;
    return before < (long) TAIL.get(this)
        ? -1
        : SampleDescriptor.keyframeNumber(current.index(), current.at(before));
  }

  /// The cap on what is kept before the next payload: all track buffers together have one, too.
  private long keptAtMost(int length) {
    return needsPage(length)
        ? pool.mayKeep(retainedBytes, Math.max(length, PagePool.PAGE_BYTES))
        : Long.MAX_VALUE;
  }

  private boolean needsPage(int length) {
    return nextPage == firstPage || pageUsedBytes + length > newestPage().capacity();
  }

  private void dropOld(long newestDtsMicros, long addedBytes, long keptAtMost) {
    long oldest = (long) TAIL.get(this);
    long end = (long) HEAD.get(this);
    long bytes = retainedBytes + addedBytes;
    while (oldest < end) {
      long next = secondGroup < 0 ? end : secondGroup;
      boolean overCap = bytes > maxBytes || bytes - addedBytes > keptAtMost;
      boolean tooOld =
          next < end
              && SampleDescriptor.dtsMicros(rings.index(), rings.at(next))
                  <= newestDtsMicros - windowMicros;
      if (!overCap && !tooOld) {
        break;
      }
      bytes -= bytesOf(oldest, next);
      oldest = next;
      secondGroup = keyframeAfter(oldest, end);
    }
    if (oldest != (long) TAIL.get(this)) {
      retainedBytes = bytes - addedBytes;
      dropTo(oldest);
    }
  }

  private void dropTo(long newTail) {
    TAIL.setOpaque(this, newTail);
    // What was dropped may be overwritten only after the new tail can be seen: pairs with the
    // fence in stillValid.
    VarHandle.storeStoreFence();
    if (newTail == (long) HEAD.get(this)) {
      retainedBytes = 0;
      releasePages(Math.max(firstPage, nextPage - 1));
    } else {
      releasePages(SampleDescriptor.page(rings.index(), rings.at(newTail)));
    }
  }

  private void releasePages(long until) {
    for (; firstPage < until; firstPage++) {
      pool.give(rings.page(firstPage));
    }
  }

  /// Looks only when the tail moves, so each sample is passed over once.
  private long keyframeAfter(long from, long end) {
    SampleRings current = rings;
    for (long number = from + 1; number < end; number++) {
      if (SampleDescriptor.keyframe(current.index(), current.at(number))) {
        return number;
      }
    }
    return -1;
  }

  private long bytesOf(long from, long to) {
    SampleRings current = rings;
    long bytes = 0;
    for (long number = from; number < to; number++) {
      bytes += SampleDescriptor.length(current.index(), current.at(number));
    }
    return bytes + (to - from) * SampleDescriptor.BYTES;
  }

  private void store(int at, ByteBuf payload, int length) {
    if (needsPage(length)) {
      addPage(length);
    }
    long page = nextPage - 1;
    ByteBuffer place = newestPage().byteBuffer();
    // Only the writer uses the page's own ByteBuffer; readers go by address.
    place.limit(pageUsedBytes + length).position(pageUsedBytes);
    payload.getBytes(payload.readerIndex(), place);
    SampleDescriptor.place(rings.index(), at, page, pageUsedBytes, length);
    pageUsedBytes += length;
  }

  private UnsafeBuffer newestPage() {
    return rings.page(nextPage - 1);
  }

  private void addPage(int minBytes) {
    if (rings.pagesFull(firstPage, nextPage)) {
      rings = rings.withMorePages(firstPage, nextPage);
    }
    if (nextPage == 0) {
      pool.join();
    }
    rings.putPage(nextPage, pool.take(minBytes));
    nextPage++;
    pageUsedBytes = 0;
  }

  private SampleRings ringsWithRoom(long number) {
    long oldest = (long) TAIL.get(this);
    if (rings.indexFull(oldest, number)) {
      rings = rings.withMoreIndex(oldest, number);
    }
    return rings;
  }
}
