package dev.weir.bench.stress;

import dev.weir.buffer.PagePool;
import dev.weir.buffer.TrackBuffer;
import dev.weir.buffer.TrackReader;
import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;

/// A track buffer with one reader, whose samples can be told from each other at every byte.
///
/// Sample `n` is at `n` ms and filled with the int `n`; from [#configure] on its track has the
/// width `n`.
final class StressedTrack {
  /// What [#read] says when there is nothing newer.
  static final int EMPTY = -1;

  /// What [#read] says when the reader was overtaken.
  static final int LAPPED = -2;

  /// What [#read] says of a sample whose parts do not belong together.
  static final int TORN = -3;

  private static final int FIRST_WIDTH = 1;
  private static final int LINE_BYTES = 64; // of a cache: what is checked once

  private final TrackBuffer buffer;
  private final TrackReader reader;

  private int width = FIRST_WIDTH; // the writer's, of the newest configuration

  StressedTrack(int maxBytes) {
    this.buffer =
        new TrackBuffer(track(FIRST_WIDTH), TimeUnit.HOURS.toMicros(1), maxBytes, new PagePool(0));
    this.reader = new TrackReader(buffer);
  }

  private static Track track(int width) {
    return Track.of(1, new Codec.Vp8(Picture.ofSize(width, 1)));
  }

  TrackBuffer buffer() {
    return buffer;
  }

  /// Configures the track so that its width is `newWidth`.
  void configure(int newWidth) {
    width = newWidth;
    buffer.configure(track(newWidth));
  }

  /// A payload of sample `number`, to be made before the race.
  static ByteBuf payload(int number, int sizeBytes) {
    ByteBuf payload = Unpooled.buffer(sizeBytes);
    for (int at = 0; at < sizeBytes; at += Integer.BYTES) {
      payload.writeInt(number);
    }
    return payload;
  }

  /// Appends sample `number`, a keyframe.
  void append(int number, ByteBuf payload) {
    buffer.append(new Sample(1, number * 1000L, width, true, payload), number);
  }

  /// Reads once, so that the scratch memory has its size, and goes back.
  void prepareReader() {
    long start = buffer.tail();
    reader.seek(start);
    reader.read();
    reader.seek(start);
  }

  void seek(long number) {
    reader.seek(number);
  }

  /// Reads the next sample: its number if it is whole, or one of the constants above.
  int read() {
    return switch (reader.read()) {
      case EMPTY -> EMPTY;
      case LAPPED -> LAPPED;
      case READ -> numberOf(reader.sample());
    };
  }

  /// Reads so often, going on at the oldest sample when lapped: [#TORN] if any sample was, else
  /// [#LAPPED] if the reader was overtaken, else 1.
  int readOften(int times) {
    int worst = 1;
    for (int i = 0; i < times && worst != TORN; i++) {
      int found = read();
      if (found == LAPPED) {
        reader.seek(buffer.tail());
      }
      worst = found == EMPTY ? worst : Math.min(worst, found);
    }
    return worst;
  }

  private int numberOf(Sample sample) {
    int number = sample.payload().getInt(sample.payload().readerIndex());
    boolean ofThisTrack = reader.track().equals(track(sample.ptsOffsetMicros()));
    boolean ofThisTime = sample.dtsMicros() == number * 1000L;
    return ofThisTrack && ofThisTime && filledWith(number, sample.payload()) ? number : TORN;
  }

  private static boolean filledWith(int number, ByteBuf payload) {
    for (int at = payload.readerIndex(); at < payload.writerIndex(); at += LINE_BYTES) {
      if (payload.getInt(at) != number) {
        return false;
      }
    }
    return true;
  }

  void close() {
    reader.close();
    buffer.close();
  }
}
