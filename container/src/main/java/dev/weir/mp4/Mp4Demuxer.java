package dev.weir.mp4;

import dev.weir.media.Demuxer;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.TrackSink;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads MP4 as it comes: fragmented (CMAF, Smooth Streaming; an initialisation segment, then media
/// segments one after the other), or progressive with `moov` before the media.
///
/// Samples come in the order in which they lie in the input. `moov` and each `moof` are collected
/// whole, and so is each sample that one piece does not hold; what is announced is compared with a
/// limit, and memory grows with what arrived. Data that lies before its `moof` or `moov` cannot be
/// read this way ([Mp4File] can). Not thread-safe; [#close] gives back the memory.
public final class Mp4Demuxer implements Demuxer {
  /// A limit on `moov`, which has some 20 bytes for each sample of a progressive file.
  public static final int MAX_MOOV_BYTES = 64 << 20;

  static final int MAX_SAMPLE_BYTES = 64 << 20;

  private static final int MAX_MOOF_BYTES = 16 << 20;
  private static final long UNKNOWN_SIZE =
      1L << 40; // of the whole input, for tables to be held against
  private static final int MAX_DROPPED_IN_A_ROW = 1 << 20;

  private enum State {
    BOX_HEADER,
    LONG_BOX_HEADER,
    COLLECTED_BOX,
    MEDIA
  }

  private final TrackSink sink;
  private final ByteBuf collected = Unpooled.buffer(0); // the start of what is not whole yet

  private State state = State.BOX_HEADER;
  private int wantedBytes = BoxWriter.HEADER_BYTES; // of the state; not in MEDIA
  private long position; // of the next byte to be taken from collected or the piece
  private String boxName = "";
  private long boxPosition; // where the box being read begins
  private long boxEnd; // of MEDIA
  private @Nullable Movie movie;
  private @Nullable FragmentReader fragments;
  private List<TrackSamples> tracks = List.of();
  private @Nullable SampleOrder order; // what the last moov or moof said, as far as not yet read
  private @Nullable SampleWalk next; // the first of them
  private long resumePosition; // of the sample given to the sink
  private long fragmentPosition = -1; // of the last moof, −1 before the first
  private long dropped;

  /// Gives what it reads to `sink`.
  public Mp4Demuxer(TrackSink sink) {
    this.sink = sink;
  }

  @Override
  public void read(ByteBuf piece) {
    while (true) {
      if (state == State.MEDIA) {
        if (!readMedia(piece)) {
          return;
        }
      } else if (collect(piece, wantedBytes)) {
        step(collected);
      } else {
        return;
      }
    }
  }

  /// Moves bytes until `collected` has this many; false if the piece has too few.
  private boolean collect(ByteBuf piece, int bytes) {
    int missing = Math.min(bytes - collected.readableBytes(), piece.readableBytes());
    if (missing > 0) {
      collected.writeBytes(piece, missing);
    }
    return collected.readableBytes() >= bytes;
  }

  private void step(ByteBuf in) {
    switch (state) {
      case BOX_HEADER -> readBoxHeader(in);
      case LONG_BOX_HEADER -> {
        long size = in.readLong();
        position += Long.BYTES;
        startBox(size - BoxReader.LONG_HEADER_BYTES);
      }
      case COLLECTED_BOX -> readCollectedBox(in);
      case MEDIA -> throw new IllegalStateException("media is not collected");
    }
    in.clear();
  }

  private void readBoxHeader(ByteBuf in) {
    boxPosition = position;
    long size = in.readUnsignedInt();
    boxName = FourCc.text(in.readInt());
    position += BoxWriter.HEADER_BYTES;
    if (size == 1) {
      await(State.LONG_BOX_HEADER, Long.BYTES);
    } else {
      startBox(size == 0 ? Long.MAX_VALUE - position : size - BoxWriter.HEADER_BYTES);
    }
  }

  private void startBox(long bodyBytes) {
    int limit =
        switch (boxName) {
          case "moov" -> MAX_MOOV_BYTES;
          case "moof" -> MAX_MOOF_BYTES;
          default -> 0;
        };
    if (bodyBytes < 0 || bodyBytes > (limit > 0 ? limit : Long.MAX_VALUE - position)) {
      throw new MalformedMediaException(
          "MP4 box '%s' at byte %d: %d bytes, allowed are 0..%d"
              .formatted(boxName, boxPosition, bodyBytes, limit));
    }
    if (limit > 0) {
      await(State.COLLECTED_BOX, (int) bodyBytes);
      return;
    }
    if (boxName.equals("mdat") && movie == null) {
      throw new UnsupportedMediaException(
          "MP4: 'mdat' at byte %d before 'moov' cannot be read as it comes".formatted(boxPosition));
    }
    boxEnd = position + bodyBytes;
    state = State.MEDIA;
  }

  private void await(State following, int bytes) {
    state = following;
    wantedBytes = bytes;
  }

  private void readCollectedBox(ByteBuf in) {
    // The walks keep what they read of moov and moof.
    ByteBuf body = Unpooled.copiedBuffer(in);
    in.skipBytes(in.readableBytes());
    position += body.readableBytes();
    if (boxName.equals("moov")) {
      readMoov(body);
    } else if (fragments != null) {
      fragmentPosition = boxPosition;
      plan(fragments.read(body, boxPosition, boxPosition));
    } else {
      throw new MalformedMediaException(
          "MP4: 'moof' at byte %d before 'moov'".formatted(boxPosition));
    }
    await(State.BOX_HEADER, BoxWriter.HEADER_BYTES);
  }

  /// A second `moov` may say the same as the first, or start another presentation: segments after a
  /// change of quality.
  private void readMoov(ByteBuf body) {
    Movie read = Movie.read(body);
    List<TrackSamples> samples = new ArrayList<>();
    for (MovieTrack track : read.tracks()) {
      boolean known = movie != null && movie.announces(track.track());
      if (!known && !track.awaitsSamples()) {
        sink.track(track.track());
      }
      samples.add(new TrackSamples(track, sink));
    }
    movie = read;
    fragments = new FragmentReader(read);
    fragmentPosition = -1;
    tracks = List.copyOf(samples);
    planTables(read);
  }

  private void planTables(Movie of) {
    List<SampleWalk> walks = new ArrayList<>();
    for (MovieTrack track : of.tracks()) {
      walks.add(track.walk(UNKNOWN_SIZE));
    }
    plan(walks);
  }

  private void plan(List<? extends SampleWalk> walks) {
    order = new SampleOrder(walks, SampleWalk::position);
    next = order.next();
  }

  private void advance() {
    next = order == null ? null : order.next();
  }

  /// Reads samples that lie before the end of the box; false if the piece is read to its end.
  private boolean readMedia(ByteBuf piece) {
    dropBehind();
    SampleWalk sample = next;
    long at = sample == null ? boxEnd : Math.min(boxEnd, sample.position());
    if (!collected.isReadable() && position < at) {
      int passed = (int) Math.min(at - position, piece.readableBytes());
      piece.skipBytes(passed);
      position += passed;
      if (position < at) {
        return false;
      }
    }
    if (sample == null || position >= boxEnd) {
      return endMedia(piece);
    }
    if (sample.bytes() > boxEnd - position) {
      drop(); // Half of a sample, by the box it is in.
      return true;
    }
    return readSample(sample, piece);
  }

  private boolean endMedia(ByteBuf piece) {
    await(State.BOX_HEADER, BoxWriter.HEADER_BYTES);
    return piece.isReadable();
  }

  private boolean readSample(SampleWalk sample, ByteBuf piece) {
    int bytes = (int) sample.bytes();
    if (collected.isReadable() || piece.readableBytes() < bytes) {
      if (!collect(piece, bytes)) {
        return false;
      }
      give(sample, collected);
      collected.clear();
    } else {
      give(sample, piece.readSlice(bytes));
    }
    position += bytes;
    advance();
    return true;
  }

  private void give(SampleWalk sample, ByteBuf stored) {
    resumePosition = fragmentPosition >= 0 ? fragmentPosition : position;
    if (!tracks.get(sample.track().track().id() - 1).read(sample, stored)) {
      dropped++;
    }
  }

  /// Passes over samples without bytes, of absurd sizes, and those that lie where reading has been.
  private void dropBehind() {
    int passed = 0;
    while (next != null && !collected.isReadable()) {
      if (next.bytes() == 0) {
        advance();
      } else if (next.position() < position || next.bytes() > MAX_SAMPLE_BYTES) {
        drop();
      } else {
        return;
      }
      passed++;
      if (passed > MAX_DROPPED_IN_A_ROW) {
        throw new MalformedMediaException(
            "MP4 at byte %d: over %d samples that lie before it"
                .formatted(position, MAX_DROPPED_IN_A_ROW));
      }
    }
  }

  private void drop() {
    dropped++;
    advance();
  }

  @Override
  public void end() {
    // Each sample is whole when its bytes are there.
  }

  @Override
  public long position() {
    return resumePosition;
  }

  @Override
  public void resume(long from) {
    collected.clear();
    position = from;
    boolean inMedia = state == State.MEDIA && from < boxEnd;
    order = null;
    next = null;
    if (movie != null) {
      planTables(movie);
      while (next != null && next.position() < from) {
        advance();
      }
    }
    if (next == null) {
      await(State.BOX_HEADER, BoxWriter.HEADER_BYTES); // A fragment starts here.
      return;
    }
    state = State.MEDIA;
    boxEnd = inMedia ? boxEnd : Long.MAX_VALUE;
  }

  @Override
  public long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    collected.release();
  }
}
