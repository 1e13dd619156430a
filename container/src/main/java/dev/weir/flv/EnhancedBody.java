package dev.weir.flv;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/// What the enhanced audio and video bodies have in common: ModEx, FourCC and multitrack (Enhanced
/// RTMP v2, ExAudioTagHeader and ExVideoTagHeader).
///
/// ```
/// ModEx, any number of times:  |size - 1 (8)| or |255|size - 1 (16)|   data   |kind (4)|type (4)|
/// plain:                       |FourCC (32)|  body
/// one track:                   |0 (4)|type (4)|FourCC (32)|track (8)|  body
/// many tracks:                 |1 (4)|type (4)|FourCC (32)|  {|track (8)|size (24)|  body}
/// many tracks, many codecs:    |2 (4)|type (4)|  {|FourCC (32)|track (8)|size (24)|  body}
/// ```
final class EnhancedBody {
  static final int ONE_TRACK = 0;
  private static final int MANY_TRACKS = 1;
  private static final int MANY_TRACKS_MANY_CODECS = 2;

  static final int SEQUENCE_START = 0;
  static final int CODED_FRAMES = 1;
  static final int SEQUENCE_END = 2;
  static final int MOD_EX = 7;

  private static final int TIMESTAMP_OFFSET_NANO = 0;
  private static final int NANOS_PER_MICRO = 1000;
  private static final int MAX_OFFSET_NANOS = 999_999;

  /// Takes what a body holds.
  interface Packets {
    /// One packet; `payload` is lent.
    ///
    /// @param number the track's number, 0 if the body does not say
    void packet(int type, int fourCc, int number, long dtsMicros, ByteBuf payload);
  }

  private final int multitrackType;
  private final String what;
  private final Packets packets;

  private int type; // changes while one header is read
  private long offsetMicros;

  EnhancedBody(int multitrackType, String what, Packets packets) {
    this.multitrackType = multitrackType;
    this.what = what;
    this.packets = packets;
  }

  /// Reads ModEx packets, if `firstType` says that they follow; returns the type after them.
  int readModifiers(int firstType, ByteBuf body) {
    type = firstType;
    offsetMicros = 0;
    while (type == MOD_EX) {
      need(body, 1);
      int sizeBytes = body.readUnsignedByte() + 1;
      if (sizeBytes == 256) {
        need(body, 2);
        sizeBytes = body.readUnsignedShort() + 1;
      }
      need(body, sizeBytes + 1);
      int data = body.readerIndex();
      int kindAndType = body.getUnsignedByte(data + sizeBytes);
      if (kindAndType >> 4 == TIMESTAMP_OFFSET_NANO && sizeBytes >= 3) {
        offsetMicros = Math.min(MAX_OFFSET_NANOS, body.getUnsignedMedium(data)) / NANOS_PER_MICRO;
      }
      body.skipBytes(sizeBytes + 1);
      type = kindAndType & 0xF;
    }
    return type;
  }

  /// Reads what follows the modifiers.
  void readPackets(long timestampMicros, ByteBuf body) {
    long dtsMicros = timestampMicros + offsetMicros;
    if (type != multitrackType) {
      packets.packet(type, fourCc(body), 0, dtsMicros, body);
      return;
    }
    need(body, 1);
    int tracksAndType = body.readUnsignedByte();
    type = tracksAndType & 0xF;
    if (type == multitrackType || type == MOD_EX) {
      throw new MalformedMediaException(what + ": packet type " + type + " within multitrack");
    }
    switch (tracksAndType >> 4) {
      case ONE_TRACK -> {
        int fourCc = fourCc(body);
        need(body, 1);
        packets.packet(type, fourCc, body.readUnsignedByte(), dtsMicros, body);
      }
      case MANY_TRACKS -> readTracks(fourCc(body), dtsMicros, body);
      case MANY_TRACKS_MANY_CODECS -> readTracksWithCodecs(dtsMicros, body);
      default ->
          throw new MalformedMediaException(
              what + ": multitrack type " + (tracksAndType >> 4) + " is reserved");
    }
  }

  private void readTracks(int fourCc, long dtsMicros, ByteBuf body) {
    while (body.isReadable()) {
      readSizedTrack(fourCc, dtsMicros, body);
    }
  }

  private void readTracksWithCodecs(long dtsMicros, ByteBuf body) {
    while (body.isReadable()) {
      readSizedTrack(fourCc(body), dtsMicros, body);
    }
  }

  private void readSizedTrack(int fourCc, long dtsMicros, ByteBuf body) {
    need(body, 4);
    int number = body.readUnsignedByte();
    int sizeBytes = body.readUnsignedMedium();
    need(body, sizeBytes);
    packets.packet(type, fourCc, number, dtsMicros, body.readSlice(sizeBytes));
  }

  private int fourCc(ByteBuf body) {
    need(body, 4);
    return body.readInt();
  }

  private void need(ByteBuf body, int bytes) {
    if (bytes > body.readableBytes()) {
      throw new MalformedMediaException(
          what + ": wants " + bytes + " bytes, has " + body.readableBytes());
    }
  }
}
