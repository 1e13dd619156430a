package dev.weir.matroska;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// What a SimpleBlock or a BlockGroup says (RFC 9559 10), up to its frames.
///
/// ```
/// |track number (vint)|time in its cluster (16, signed)|flags (8)|lacing, if any|frames|
/// flags: key:1 (SimpleBlock only) 0:3 invisible:1 lacing:2 discardable:1
/// ```
///
/// Holds what it read last; the frames are lent as long as what it was given. Not thread-safe.
final class BlockReader {
  private static final int TIME_AND_FLAGS_BYTES = 3;
  private static final int KEYFRAME = 0x80;
  private static final int FIRST_ADDITION = 1;

  private final Lacing lacing = new Lacing();

  private long trackNumber;
  private int time; // relative to the cluster's
  private boolean keyframe;
  private long duration; // -1 if not said
  private int frames;
  private ByteBuf content = Unpooled.EMPTY_BUFFER; // from the first frame on
  private ByteBuf addition = Unpooled.EMPTY_BUFFER;

  /// Reads the body of a SimpleBlock.
  ///
  /// @throws MalformedMediaException if it is cut short or its lacing lies
  void readSimple(ByteBuf body) {
    duration = -1;
    addition = Unpooled.EMPTY_BUFFER;
    int flags = readBlock(body);
    keyframe = (flags & KEYFRAME) != 0;
  }

  /// Reads the body of a BlockGroup; without a Block it has no frames.
  ///
  /// @throws MalformedMediaException if it is cut short or its lacing lies
  void readGroup(ByteBuf body) {
    duration = -1;
    addition = Unpooled.EMPTY_BUFFER;
    keyframe = true; // unless it refers to another block
    frames = 0;
    for (ElementWalk child = new ElementWalk(body, "BlockGroup"); child.next(); ) {
      switch (child.id()) {
        case Ids.BLOCK -> readBlock(child.body());
        case Ids.BLOCK_DURATION -> duration = child.unsigned();
        case Ids.REFERENCE_BLOCK -> keyframe = false;
        case Ids.BLOCK_ADDITIONS -> readAdditions(child.body());
        default -> {}
      }
    }
  }

  private void readAdditions(ByteBuf body) {
    for (ElementWalk more = new ElementWalk(body, "BlockAdditions"); more.next(); ) {
      long id = FIRST_ADDITION;
      ByteBuf bytes = Unpooled.EMPTY_BUFFER;
      for (ElementWalk child = new ElementWalk(more.body(), "BlockMore"); child.next(); ) {
        switch (child.id()) {
          case Ids.BLOCK_ADD_ID -> id = child.unsigned();
          case Ids.BLOCK_ADDITIONAL -> bytes = child.body();
          default -> {}
        }
      }
      addition = id == FIRST_ADDITION ? bytes : addition;
    }
  }

  private int readBlock(ByteBuf in) {
    frames = 0;
    int numberBytes =
        in.isReadable() ? ElementWalk.vintBytes(in.getByte(in.readerIndex())) : Long.BYTES;
    if (numberBytes > Long.BYTES || in.readableBytes() < numberBytes + TIME_AND_FLAGS_BYTES) {
      throw new MalformedMediaException(
          "Matroska block: " + in.readableBytes() + " bytes are too few for its head");
    }
    trackNumber = ElementWalk.vint(in, numberBytes);
    time = in.readShort();
    int flags = in.readUnsignedByte();
    frames = lacing.read(in, flags);
    content = in;
    return flags;
  }

  long trackNumber() {
    return trackNumber;
  }

  int time() {
    return time;
  }

  boolean keyframe() {
    return keyframe;
  }

  /// BlockDuration, -1 if not said.
  long duration() {
    return duration;
  }

  int frames() {
    return frames;
  }

  /// The next frame; to be called for each number once and in order.
  ByteBuf frame(int number) {
    return content.readSlice(lacing.size(number));
  }

  /// The BlockAdditional with the id 1, empty if there is none.
  ByteBuf addition() {
    return addition;
  }
}
