package dev.weir.flv;

import dev.weir.bits.Gathered;
import dev.weir.media.Demuxer;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.TrackSink;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.media.WrappingClock;
import io.netty.buffer.ByteBuf;

/// Reads FLV (10.1 annex E, with Enhanced RTMP) from a file or an HTTP response, in pieces of any
/// size.
///
/// ```
/// header:  "FLV" |version (8)|flags (8)|header bytes (32)|
/// then:    {|previous tag's bytes (32)|  tag}
/// tag:     |reserved (2)|filter (1)|type (5)|body bytes (24)|
///          |timestamp, low 24 bits|its high 8 bits|stream id (24)|  body
/// ```
///
/// A tag is read where it lies if one piece holds all of it, and is collected otherwise; memory
/// grows with the bytes that arrived, never with a size that was only announced. The size before
/// each tag is not believed. Not thread-safe; [#close] gives back the memory.
public final class FlvReader implements Demuxer {
  /// A limit on tag bodies that fits any keyframe of today.
  public static final int DEFAULT_MAX_BODY_BYTES = 8 << 20;

  private static final int HEADER_BYTES = 9;
  private static final int SIGNATURE = 0x464C56;
  private static final int MAX_HEADER_BYTES = 4096;
  private static final int PREVIOUS_SIZE_BYTES = 4;
  private static final int FILTER_FLAG = 0x20;
  private static final int TYPE_MASK = 0x1F;
  private static final int TIMESTAMP_BITS = 32;

  private enum State {
    HEADER,
    REST_OF_HEADER,
    PREVIOUS_SIZE,
    TAG_HEADER,
    TAG_BODY
  }

  private final FlvBodyReader bodies;
  private final int maxBodyBytes;
  private final WrappingClock clock = new WrappingClock(TIMESTAMP_BITS);
  private final Gathered gathered = new Gathered();

  private State state = State.HEADER;
  private int wantedBytes = HEADER_BYTES; // of the state
  private int tagType; // of the tag being read
  private long timestampMillis;
  private long position; // of the next byte to be read, in the input
  private long tagPosition; // where the tag being read begins

  /// Reads with [#DEFAULT_MAX_BODY_BYTES].
  public FlvReader(TrackSink sink) {
    this(sink, DEFAULT_MAX_BODY_BYTES);
  }

  /// Gives what it reads to `sink`.
  public FlvReader(TrackSink sink, int maxBodyBytes) {
    this.bodies = new FlvBodyReader(sink);
    this.maxBodyBytes = maxBodyBytes;
    clock.unwrap(0); // The timestamp is signed (E.4.1): the first one may be a little under 0.
  }

  @Override
  public void read(ByteBuf piece) {
    ByteBuf unit;
    while ((unit = gathered.next(piece, wantedBytes)) != null) {
      step(unit);
    }
  }

  @Override
  public void end() {
    // A tag is a whole sample: nothing waits for the next one.
  }

  @Override
  public long position() {
    return tagPosition;
  }

  @Override
  public void resume(long position) {
    gathered.clear();
    this.position = position;
    await(State.TAG_HEADER, FlvTag.HEADER_BYTES);
  }

  @Override
  public long dropped() {
    return bodies.dropped();
  }

  @Override
  public void close() {
    gathered.close();
  }

  private void step(ByteBuf in) {
    int bytes = in.readableBytes();
    switch (state) {
      case HEADER -> readHeader(in);
      case REST_OF_HEADER -> await(State.PREVIOUS_SIZE, PREVIOUS_SIZE_BYTES);
      case PREVIOUS_SIZE -> await(State.TAG_HEADER, FlvTag.HEADER_BYTES);
      case TAG_HEADER -> readTagHeader(in);
      case TAG_BODY -> {
        bodies.read(tagType, timestampMillis, in);
        await(State.PREVIOUS_SIZE, PREVIOUS_SIZE_BYTES);
      }
    }
    position += bytes;
  }

  private void await(State next, int bytes) {
    state = next;
    wantedBytes = bytes;
  }

  private void readHeader(ByteBuf in) {
    int signature = in.readUnsignedMedium();
    if (signature != SIGNATURE) {
      throw new MalformedMediaException(
          String.format("FLV header: signature %06x is not %06x", signature, SIGNATURE));
    }
    in.skipBytes(2); // Version, and flags that live encoders set wrongly: the tags tell.
    long headerBytes = in.readUnsignedInt();
    if (headerBytes < HEADER_BYTES || headerBytes > MAX_HEADER_BYTES) {
      throw new MalformedMediaException(
          "FLV header: its size " + headerBytes + " is not in 9.." + MAX_HEADER_BYTES);
    }
    await(State.REST_OF_HEADER, (int) headerBytes - HEADER_BYTES);
  }

  private void readTagHeader(ByteBuf in) {
    tagPosition = position;
    int typeAndFilter = in.readUnsignedByte();
    int bodyBytes = in.readUnsignedMedium();
    if ((typeAndFilter & FILTER_FLAG) != 0) {
      throw new UnsupportedMediaException("FLV tag at byte " + position + ": encrypted");
    }
    if (bodyBytes > maxBodyBytes) {
      throw new MalformedMediaException(
          "FLV tag at byte "
              + position
              + ": body size "
              + bodyBytes
              + " is over the limit of "
              + maxBodyBytes);
    }
    tagType = typeAndFilter & TYPE_MASK;
    long low = in.readUnsignedMedium();
    timestampMillis = clock.unwrap(low | ((long) in.readUnsignedByte() << 24));
    await(State.TAG_BODY, bodyBytes);
  }
}
