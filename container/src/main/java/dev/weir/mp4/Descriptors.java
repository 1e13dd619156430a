package dev.weir.mp4;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// The part of an ES_Descriptor (ISO/IEC 14496-1 7.2.6.5), the body of `esds`, that tells what an
/// elementary stream is.
///
/// ```
/// 03 size | ES_ID:16 | dependence:1 url:1 ocr:1 priority:5 | [ES_ID:16] [length:8 URL] [ES_ID:16]
///   04 size | objectType:8 | streamType:6 upStream:1 1 | buffer:24 | maxBitrate:32 | avgBitrate:32
///     05 size | the decoder's configuration
///   06 size | predefined:8 = 2
/// ```
///
/// A size has up to 4 bytes of 7 bits, of which all but the last have their high bit set.
///
/// @param objectType objectTypeIndication (ISO/IEC 14496-1 table 5, mp4ra.org)
/// @param configuration DecoderSpecificInfo, empty if there is none
record Descriptors(int objectType, Octets configuration) {
  /// ISO/IEC 14496-2: MPEG-4 Part 2.
  static final int MPEG4_VIDEO = 0x20;

  /// ISO/IEC 14496-3: AAC and other sound with an AudioSpecificConfig.
  static final int MPEG4_AUDIO = 0x40;

  /// ISO/IEC 13818-2, main profile; its other profiles are the four before and after.
  static final int MPEG2_VIDEO = 0x61;

  /// ISO/IEC 13818-3: MPEG audio at less than 32 kHz.
  static final int MPEG2_AUDIO = 0x69;

  /// ISO/IEC 11172-3: MPEG audio.
  static final int MPEG1_AUDIO = 0x6B;

  /// ISO/IEC 10918-1: JPEG.
  static final int JPEG = 0x6C;

  private static final int VERSION_BYTES = 4;
  private static final int ES = 3;
  private static final int DECODER_CONFIG = 4;
  private static final int DECODER_SPECIFIC = 5;
  private static final int SYNC_LAYER = 6;
  private static final int DECODER_CONFIG_BYTES = 13;
  private static final int VISUAL_STREAM = 4;
  private static final int AUDIO_STREAM = 5;
  private static final int MAX_SIZE_BYTES = 4;

  /// Reads the body of an `esds` box.
  ///
  /// @throws MalformedMediaException if it is cut short or has no DecoderConfigDescriptor
  static Descriptors read(Octets esds) {
    ByteBuf in = Unpooled.wrappedBuffer(esds.toByteArray());
    require(in, VERSION_BYTES);
    in.skipBytes(VERSION_BYTES);
    ByteBuf es = find(ES, in);
    require(es, 3);
    es.skipBytes(2);
    int flags = es.readByte();
    skip((flags & 0x80) != 0 ? 2 : 0, es);
    if ((flags & 0x40) != 0) {
      require(es, 1);
      skip(es.readUnsignedByte(), es);
    }
    skip((flags & 0x20) != 0 ? 2 : 0, es);
    ByteBuf config = find(DECODER_CONFIG, es);
    require(config, DECODER_CONFIG_BYTES);
    int objectType = config.readUnsignedByte();
    config.skipBytes(DECODER_CONFIG_BYTES - 1);
    return new Descriptors(
        objectType,
        config.isReadable() ? Octets.copyOf(find(DECODER_SPECIFIC, config)) : Octets.EMPTY);
  }

  /// The contents of the first descriptor with this tag.
  private static ByteBuf find(int tag, ByteBuf in) {
    while (in.isReadable()) {
      int found = in.readUnsignedByte();
      int size = readSize(in);
      require(in, size);
      ByteBuf contents = in.readSlice(size);
      if (found == tag) {
        return contents;
      }
    }
    throw new MalformedMediaException("esds: there is no descriptor with tag " + tag);
  }

  private static int readSize(ByteBuf in) {
    int size = 0;
    for (int i = 0; i < MAX_SIZE_BYTES; i++) {
      require(in, 1);
      int next = in.readUnsignedByte();
      size = (size << 7) | (next & 0x7F);
      if (next < 0x80) {
        return size;
      }
    }
    throw new MalformedMediaException("esds: the size of a descriptor has more than 4 bytes");
  }

  private static void skip(int bytes, ByteBuf in) {
    require(in, bytes);
    in.skipBytes(bytes);
  }

  private static void require(ByteBuf in, int bytes) {
    if (in.readableBytes() < bytes) {
      throw new MalformedMediaException(
          "esds: a descriptor wants %d bytes, has %d".formatted(bytes, in.readableBytes()));
    }
  }

  /// Appends an `esds` box.
  void write(boolean video, ByteBuf out) {
    int box = BoxWriter.begin("esds", 0, 0, out);
    int es = begin(ES, out);
    out.writeShort(0); // ES_ID: 0 in files (ISO/IEC 14496-14 3.1.2)
    out.writeByte(0);
    int config = begin(DECODER_CONFIG, out);
    out.writeByte(objectType);
    out.writeByte(((video ? VISUAL_STREAM : AUDIO_STREAM) << 2) | 1);
    out.writeMedium(0).writeInt(0).writeInt(0); // buffer and bit rates: not known
    if (!configuration.isEmpty()) {
      int specific = begin(DECODER_SPECIFIC, out);
      configuration.writeTo(out);
      end(specific, out);
    }
    end(config, out);
    int syncLayer = begin(SYNC_LAYER, out);
    out.writeByte(2); // reserved for use in MP4 files
    end(syncLayer, out);
    end(es, out);
    BoxWriter.end(box, out);
  }

  private static int begin(int tag, ByteBuf out) {
    out.writeByte(tag).writeInt(0);
    return out.writerIndex();
  }

  /// Sets the size before `contents`; always in 4 bytes, as all writers do.
  private static void end(int contents, ByteBuf out) {
    int size = out.writerIndex() - contents;
    int coded =
        ((size >> 21 & 0x7F) << 24)
            | ((size >> 14 & 0x7F) << 16)
            | ((size >> 7 & 0x7F) << 8)
            | (size & 0x7F);
    out.setInt(contents - Integer.BYTES, 0x80808000 | coded);
  }
}
