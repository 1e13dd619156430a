package dev.weir.av1;

import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Reads and writes AV1CodecConfigurationRecord (AV1 in ISOBMFF 2.3.3), the body of `av1C`.
///
/// ```
/// marker:1=1 version:7=1 | profile:3 level:5
/// tier:1 high_bitdepth:1 twelve_bit:1 monochrome:1 subsampling_x:1 subsampling_y:1 position:2
/// reserved:3 initial_presentation_delay_present:1 …:4 | configOBUs
/// ```
public final class Av1Configuration {
  private static final int HEADER_BYTES = 4;
  private static final int MARKER_AND_VERSION = 0x81;
  private static final int FULL_BOX_BYTES = 4;
  private static final int DRAFT_BYTES = FULL_BOX_BYTES + 2; // and more
  private static final Octets NO_VERSION = Octets.ofHex("00000000");

  private Av1Configuration() {}

  /// Reads a record. If it has no sequence header (some browsers' recordings), only what its own
  /// four bytes say is known and the picture has no size: call [#ofSequenceHeader] with the first
  /// keyframe's.
  ///
  /// @throws MalformedMediaException if it is cut short, of another version, or an OBU's size lies
  public static Codec.Av1 parse(Octets box) {
    Octets av1C = record(box);
    if (av1C.length() < HEADER_BYTES || av1C.at(0) != MARKER_AND_VERSION) {
      throw new MalformedMediaException(
          "av1C: "
              + av1C.length()
              + " bytes starting "
              + av1C.slice(0, Math.min(1, av1C.length()))
              + ", needs at least 4 starting 81");
    }
    ByteBuf obus = Unpooled.wrappedBuffer(av1C.toByteArray()).skipBytes(HEADER_BYTES);
    int at = Obus.find(obus, Obus.SEQUENCE_HEADER);
    if (at < 0) {
      return ofRecordAlone(av1C);
    }
    int size = Obus.sizeAt(obus, at, obus.writerIndex());
    SequenceHeader header = header(obus, at, size);
    return new Codec.Av1(av1C, header.picture(), header.codecString());
  }

  /// GStreamer 1.22 writes the box of a draft: version and flags, a byte about the delay of
  /// presentation, and only then what it was given, which is a record, or OBUs alone.
  private static Octets record(Octets box) {
    if (box.length() < DRAFT_BYTES || !box.slice(0, FULL_BOX_BYTES).equals(NO_VERSION)) {
      return box;
    }
    boolean hasDelay = box.at(FULL_BOX_BYTES) != MARKER_AND_VERSION;
    Octets given = box.slice(FULL_BOX_BYTES + (hasDelay ? 1 : 0), box.length());
    return given.at(0) == MARKER_AND_VERSION ? given : ofObus(given);
  }

  private static Octets ofObus(Octets given) {
    ByteBuf obus = Unpooled.wrappedBuffer(given.toByteArray());
    int at = Obus.find(obus, Obus.SEQUENCE_HEADER);
    if (at < 0) {
      return given;
    }
    int size = Obus.sizeAt(obus, at, obus.writerIndex());
    return ofSequenceHeader(Octets.copyOf(obus, at, size)).configuration();
  }

  private static Codec.Av1 ofRecordAlone(Octets av1C) {
    int flags = av1C.at(2);
    boolean highDepth = (flags & 0x40) != 0;
    boolean twelveBit = (flags & 0x20) != 0;
    boolean monochrome = (flags & 0x10) != 0;
    boolean halfX = (flags & 0x08) != 0;
    boolean halfY = (flags & 0x04) != 0;
    int depth = !highDepth ? 8 : twelveBit ? 12 : 10;
    int chroma = monochrome ? 0 : halfY ? 1 : halfX ? 2 : 3;
    SequenceHeader header =
        new SequenceHeader(
            av1C.at(1) >> 5,
            av1C.at(1) & 0x1F,
            (flags & 0x80) != 0,
            monochrome,
            halfX,
            halfY,
            flags & 3,
            new Picture(0, 0, 0, new Colour(2, 2, 2, false, depth, chroma)));
    return new Codec.Av1(av1C, header.picture(), header.codecString());
  }

  /// The codec of a sequence header OBU, which comes with its OBU header and with or without a size
  /// field.
  ///
  /// @throws MalformedMediaException if it is no sequence header or is malformed
  public static Codec.Av1 ofSequenceHeader(Octets obu) {
    ByteBuf in = Unpooled.wrappedBuffer(obu.toByteArray());
    int size = Obus.sizeAt(in, 0, in.writerIndex());
    if (Obus.type(in.getByte(0)) != Obus.SEQUENCE_HEADER) {
      throw new MalformedMediaException(
          "AV1 sequence header: OBU type " + Obus.type(in.getByte(0)) + " is not 1");
    }
    SequenceHeader header = header(in, 0, size);
    ByteBuf out = Unpooled.buffer(HEADER_BYTES + obu.length() + 2);
    out.writeByte(MARKER_AND_VERSION);
    out.writeByte((header.profile() << 5) | header.level());
    out.writeByte(flags(header));
    out.writeByte(0); // no initial_presentation_delay
    Obus.writeSized(in, 0, size, out);
    return new Codec.Av1(Octets.copyOf(out), header.picture(), header.codecString());
  }

  private static SequenceHeader header(ByteBuf in, int at, int size) {
    int payload = Obus.payloadAt(in, at, at + size);
    return SequenceHeader.parse(Octets.copyOf(in, payload, at + size - payload));
  }

  private static int flags(SequenceHeader header) {
    int depth = header.picture().colour().bitDepth();
    return (header.highTier() ? 0x80 : 0)
        | (depth > 8 ? 0x40 : 0)
        | (depth == 12 ? 0x20 : 0)
        | (header.monochrome() ? 0x10 : 0)
        | (header.subsamplingX() ? 0x08 : 0)
        | (header.subsamplingY() ? 0x04 : 0)
        | header.chromaPosition();
  }
}
