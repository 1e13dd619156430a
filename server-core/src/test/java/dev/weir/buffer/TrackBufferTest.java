package dev.weir.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.buffer.TrackReader.Outcome;
import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class TrackBufferTest {
  private static final Track VIDEO = Track.of(1, new Codec.Vp8(Picture.ofSize(320, 180)));
  private static final long WINDOW_MICROS = 10_000_000;
  private static final int GROUP = 25;

  private final PagePool pool = new PagePool(1 << 20);

  @Test
  void readsBackWhatWasAppended() {
    TrackBuffer buffer = buffer(1 << 20);
    try (TrackReader reader = new TrackReader(buffer)) {
      for (int i = 0; i < 60; i++) {
        append(buffer, i, 100 + i);
        assertThat(reader.read()).isEqualTo(Outcome.READ);
        Sample sample = reader.sample();
        assertThat(sample.dtsMicros()).isEqualTo(i * 40_000L);
        assertThat(sample.keyframe()).isEqualTo(i % GROUP == 0);
        assertThat(sample.ptsOffsetMicros()).isEqualTo(i % 3);
        assertThat(sample.payload().readableBytes()).isEqualTo(100 + i);
        assertThat(isWhole(sample)).isTrue();
        assertThat(reader.read()).isEqualTo(Outcome.EMPTY);
      }
    }
  }

  @Test
  void startsReadersAtTheNewestKeyframe() {
    TrackBuffer buffer = buffer(1 << 20);
    for (int i = 0; i < 2 * GROUP + 7; i++) {
      append(buffer, i, 10);
    }
    try (TrackReader reader = new TrackReader(buffer)) {
      reader.read();
      assertThat(reader.sample().dtsMicros()).isEqualTo(2 * GROUP * 40_000L);
    }
  }

  @Test
  void keepsTheWindowInWholeGroups() {
    TrackBuffer buffer = buffer(64 << 20);
    for (int i = 0; i < 1000; i++) {
      append(buffer, i, 10);
    }
    assertThat(buffer.tail() % GROUP).isZero();
    long kept = buffer.lastDtsMicros() - buffer.firstDtsMicros();
    assertThat(kept).isBetween(WINDOW_MICROS, WINDOW_MICROS + GROUP * 40_000L);
  }

  @Test
  void keepsUnderTheCapWhateverTheWindow() {
    TrackBuffer buffer = buffer(200_000);
    for (int i = 0; i < 5000; i++) {
      append(buffer, i, 1000);
      assertThat(buffer.retainedBytes()).isLessThanOrEqualTo(200_000);
    }
    assertThat(buffer.head() - buffer.tail()).isGreaterThan(150);
    assertThat(pool.outBytes()).isLessThanOrEqualTo(200_000 + 2L * PagePool.PAGE_BYTES);
  }

  @Test
  void dropsASingleGroupOverTheCapAndWaitsForTheNextKeyframe() {
    TrackBuffer buffer = buffer(20_000);
    for (int i = 0; i < GROUP; i++) {
      append(buffer, i, 1000);
    }
    assertThat(buffer.newestKeyframe()).isEqualTo(-1);
    append(buffer, GROUP, 1000);
    assertThat(buffer.newestKeyframe()).isEqualTo(GROUP);
  }

  @Test
  void appendsToAGroupOfAnyLengthWithoutLookingThroughIt() {
    TrackBuffer buffer = new TrackBuffer(VIDEO, 0, 256 << 20, pool);
    ByteBuf payload = Unpooled.wrappedBuffer(new byte[1]);
    // Would take hours if each sample passed over the ones before it.
    for (int i = 0; i < 2_000_000; i++) {
      buffer.append(new Sample(1, i * 1000L, 0, i == 0, payload), i);
    }
    assertThat(buffer.newestKeyframe()).isZero();
    buffer.append(new Sample(1, 2_000_000_000L, 0, true, payload), 2_000_000);
    buffer.append(new Sample(1, 2_000_001_000L, 0, true, payload), 2_000_001);
    assertThat(buffer.tail()).isEqualTo(2_000_000);
  }

  @Test
  void takesSamplesLargerThanAPage() {
    TrackBuffer buffer = buffer(64 << 20);
    try (TrackReader reader = new TrackReader(buffer)) {
      for (int i = 0; i < 10; i++) {
        append(buffer, i, i % 2 == 0 ? 3 * PagePool.PAGE_BYTES + i : 20);
        reader.read();
        assertThat(isWhole(reader.sample())).isTrue();
      }
    }
  }

  @Test
  void tellsALappedReaderOnceAndLetsItResumeAtAKeyframe() {
    TrackBuffer buffer = buffer(50_000);
    append(buffer, 0, 1000);
    try (TrackReader reader = new TrackReader(buffer)) {
      for (int i = 1; i < 200; i++) {
        append(buffer, i, 1000);
      }
      assertThat(reader.read()).isEqualTo(Outcome.LAPPED);
      assertThat(reader.lappedSamples()).isGreaterThanOrEqualTo(125);
      assertThat(reader.seekNewestKeyframe()).isTrue();
      assertThat(reader.read()).isEqualTo(Outcome.READ);
      assertThat(reader.sample().keyframe()).isTrue();
    }
  }

  @Test
  void givesEachSampleTheConfigurationItWasPublishedUnder() {
    TrackBuffer buffer = buffer(1 << 20);
    try (TrackReader reader = new TrackReader(buffer)) {
      for (int i = 0; i < 100; i++) {
        buffer.configure(Track.of(1, new Codec.Vp8(Picture.ofSize(i + 1, 1))));
        append(buffer, i, 10);
      }
      for (int i = 0; i < 100; i++) {
        assertThat(reader.read()).isEqualTo(Outcome.READ);
        assertThat(((Codec.Vp8) reader.track().codec()).picture().width()).isEqualTo(i + 1);
      }
    }
  }

  @Test
  void findsSamplesByOrder() {
    TrackBuffer buffer = buffer(1 << 20);
    for (int i = 0; i < 50; i++) {
      append(buffer, i, 10);
    }
    try (TrackReader reader = new TrackReader(buffer)) {
      reader.seekOrder(37);
      assertThat(reader.nextOrder()).isEqualTo(37);
      reader.seekOrder(50);
      assertThat(reader.nextOrder()).isEqualTo(Long.MAX_VALUE);
    }
  }

  @Test
  void givesAllPagesBackWhenItCloses() {
    TrackBuffer buffer = buffer(64 << 20);
    for (int i = 0; i < 3000; i++) {
      append(buffer, i, 5000);
    }
    try (TrackReader reader = new TrackReader(buffer)) {
      buffer.close();
      assertThat(reader.read()).isEqualTo(Outcome.LAPPED);
    }
    assertThat(buffer.closed()).isTrue();
    assertThat(pool.outBytes()).isZero();
  }

  @Test
  void losesNothingForFastReadersBesideASlowOne() throws Exception {
    int samples = 1_000_000;
    int readers = 64;
    TrackBuffer buffer = new TrackBuffer(VIDEO, Long.MAX_VALUE / 2, 32 << 20, pool);
    CountDownLatch ready = new CountDownLatch(readers);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<long[]>> results = new ArrayList<>();
      for (int i = 0; i < readers; i++) {
        boolean slow = i == 0;
        results.add(threads.submit(() -> readAll(buffer, samples, slow, ready)));
      }
      ready.await();
      for (int i = 0; i < samples; i++) {
        append(buffer, i, 64);
        while (i % 4096 == 4095 && slowestFast(i) < i - 50_000) {
          LockSupport.parkNanos(50_000);
        }
      }
      for (int i = 0; i < readers; i++) {
        long[] seenTornLapped = results.get(i).get();
        assertThat(seenTornLapped[1]).as("torn samples").isZero();
        if (i > 0) {
          assertThat(seenTornLapped[0]).as("samples seen by a fast reader").isEqualTo(samples);
          assertThat(seenTornLapped[2]).as("samples lapped").isZero();
        } else {
          assertThat(seenTornLapped[2]).as("samples lapped by the slow reader").isPositive();
        }
      }
    }
  }

  private final List<long[]> progress = new java.util.concurrent.CopyOnWriteArrayList<>();

  private long slowestFast(int published) {
    long slowest = published;
    for (long[] one : progress) {
      slowest = Math.min(slowest, (long) LONGS.getAcquire(one, 0));
    }
    return slowest;
  }

  private static final java.lang.invoke.VarHandle LONGS =
      java.lang.invoke.MethodHandles.arrayElementVarHandle(long[].class);

  private long[] readAll(TrackBuffer buffer, int samples, boolean slow, CountDownLatch ready) {
    long[] position = new long[1];
    long torn = 0;
    long seen = 0;
    try (TrackReader reader = new TrackReader(buffer)) {
      if (!slow) {
        progress.add(position);
      }
      ready.countDown();
      while (reader.position() < samples) {
        switch (reader.read()) {
          case READ -> {
            seen++;
            torn += isWhole(reader.sample()) ? 0 : 1;
            LONGS.setRelease(position, 0, reader.position());
            if (slow && buffer.head() < samples) {
              waitUntilLapped(buffer, reader.position(), samples);
            }
          }
          case LAPPED -> reader.seekNewestKeyframe();
          case EMPTY -> LockSupport.parkNanos(50_000);
        }
      }
      return new long[] {seen, torn, reader.lappedSamples()};
    }
  }

  private static void waitUntilLapped(TrackBuffer buffer, long position, int samples) {
    while (buffer.tail() <= position && buffer.head() < samples) {
      LockSupport.parkNanos(50_000);
    }
  }

  @Test
  void theFattestGetShorterWhenMemoryIsScarce() {
    long limit = 64L * PagePool.PAGE_BYTES;
    pool.limit(limit);
    TrackBuffer fat = buffer(1 << 30);
    TrackBuffer thin = buffer(1 << 30);
    for (int i = 0; i < 245; i++) { // less than the window, so that nothing goes because of it
      append(fat, i, 100_000);
      append(thin, i, 1000);
      assertThat(pool.outBytes()).isLessThanOrEqualTo(limit);
    }
    assertThat(thin.tail()).as("of less than its share nothing is lost").isZero();
    assertThat(fat.tail()).isPositive().matches(tail -> tail % GROUP == 0);
    assertThat(fat.retainedBytes()).as("most of it is left").isGreaterThan(limit / 2);
    assertThat(pool.squeezes()).isPositive();
  }

  @Test
  void whoComesLaterGetsHisShare() {
    long limit = 64L * PagePool.PAGE_BYTES;
    pool.limit(limit);
    TrackBuffer first = buffer(1 << 30);
    for (int i = 0; i < 250; i++) {
      append(first, i, 60_000);
    }
    TrackBuffer second = buffer(1 << 30);
    for (int i = 0; i < 250; i++) {
      append(second, i, 60_000);
      append(first, 250 + i, 60_000);
      assertThat(pool.outBytes()).isLessThanOrEqualTo(limit);
    }
    assertThat(second.retainedBytes()).isGreaterThan(limit / 4);
    assertThat(first.retainedBytes()).isGreaterThan(limit / 4);
  }

  @Test
  void aSmallerLimitHoldsFromTheNextPageOn() {
    TrackBuffer buffer = buffer(1 << 30);
    for (int i = 0; i < 200; i++) {
      append(buffer, i, 100_000);
    }
    pool.limit(8L << 20);
    for (int i = 200; i < 300; i++) {
      append(buffer, i, 100_000);
    }
    assertThat(pool.outBytes()).isLessThanOrEqualTo(8L << 20);
  }

  @Test
  void thereIsNoRoomWhenSharesWouldBecomeTooSmall() {
    pool.limit(4 * PagePool.LEAST_SHARE_BYTES);
    List<TrackBuffer> buffers = new ArrayList<>();
    for (int many = 0; many < 3; many++) {
      buffers.add(buffer(1 << 30));
    }
    assertThat(pool.hasRoom()).isTrue();
    for (int i = 0; i < 100; i++) {
      for (TrackBuffer buffer : buffers) {
        append(buffer, i, 150_000);
      }
    }
    assertThat(pool.hasRoom()).isFalse();
    buffers.removeLast().close();
    buffers.removeLast().close();
    assertThat(pool.hasRoom()).isTrue();
  }

  private TrackBuffer buffer(long maxBytes) {
    return new TrackBuffer(VIDEO, WINDOW_MICROS, maxBytes, pool);
  }

  /// Appends sample `i`, all of whose bytes say which one it is.
  private static void append(TrackBuffer buffer, int i, int length) {
    ByteBuf payload = Unpooled.wrappedBuffer(new byte[length]);
    for (int at = 0; at < length; at++) {
      payload.setByte(at, i);
    }
    buffer.append(new Sample(1, i * 40_000L, i % 3, i % GROUP == 0, payload), i);
  }

  private static boolean isWhole(Sample sample) {
    byte expected = (byte) (sample.dtsMicros() / 40_000);
    ByteBuf payload = sample.payload();
    return payload.forEachByte(value -> value == expected) < 0;
  }
}
