package dev.weir.matroska;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;

/// A track on its way into a file: its number there, and its samples as blocks (RFC 9559 10).
///
/// ```
/// SimpleBlock:  |track number (vint)|time in its cluster (16, signed)|key:1 0:7|  frame
/// ```
///
/// A cue is a BlockGroup instead, since only that has a duration. The size of a block depends on
/// nothing but the size of the sample's payload, so that it is known from a file's index.
///
/// @param track as announced
/// @param number its TrackNumber, from 1
/// @param type where it is written
record WrittenTrack(Track track, int number, DocType type) {
  private static final int CUE_DURATION_BYTES = 4;
  private static final int DURATION_ELEMENT_BYTES = 6;
  private static final int TIME_AND_FLAGS_BYTES = 3;
  private static final int KEYFRAME = 0x80;

  // Head of a Block, and of BlockAdditions, BlockMore with its id, and BlockAdditional; sizes in 4.
  private static final int LONG_HEAD_BYTES = 1 + 4;
  private static final int ADDITIONS_BYTES = (2 + 4) + (1 + 4) + 3 + (1 + 4);

  /// The time of a block: presentation time, late by what the decoder throws away (5.1.4.1.28).
  long millis(long ptsMicros) {
    long delayMicros =
        TimeUnit.NANOSECONDS.toMicros(TrackEntryWriter.codecDelayNanos(track.codec()));
    return Timescale.MILLIS.fromMicros(ptsMicros + delayMicros);
  }

  /// How many bytes [#write] appends for a sample of `payloadBytes`.
  int blockBytes(int payloadBytes) {
    int bodyBytes = bodyBytes(payloadBytes);
    return 1 + EbmlWriter.sizeBytes(bodyBytes) + bodyBytes;
  }

  private int bodyBytes(int payloadBytes) {
    int headBytes = EbmlWriter.sizeBytes(number) + TIME_AND_FLAGS_BYTES;
    if (!(track.codec() instanceof Codec.Text text)) {
      return headBytes + payloadBytes;
    }
    int textBytes = payloadBytes - CUE_DURATION_BYTES;
    return LONG_HEAD_BYTES
        + headBytes
        + textBytes
        + DURATION_ELEMENT_BYTES
        + (text.format() != Codec.Text.Format.WEBVTT
            ? 0
            : type == DocType.WEBM ? 1 : ADDITIONS_BYTES);
  }

  /// Fails if `payload` cannot be written.
  ///
  /// @throws MalformedMediaException if it is a cue without a duration
  void check(ByteBuf payload) {
    if (track.codec() instanceof Codec.Text && payload.readableBytes() < CUE_DURATION_BYTES) {
      throw new MalformedMediaException(
          "Cue: " + payload.readableBytes() + " bytes, at least 4 are needed");
    }
  }

  /// Appends a block, with `millis` counted from its cluster's time; moves no index of `payload`.
  void write(int millis, boolean keyframe, ByteBuf payload, ByteBuf out) {
    int payloadBytes = payload.readableBytes();
    int bodyBytes = bodyBytes(payloadBytes);
    if (track.codec() instanceof Codec.Text text) {
      EbmlWriter.head(Ids.BLOCK_GROUP, bodyBytes, out);
      cue(text, millis, payload, out);
    } else {
      EbmlWriter.head(Ids.SIMPLE_BLOCK, bodyBytes, out);
      blockHead(millis, keyframe ? KEYFRAME : 0, out);
      out.writeBytes(payload, payload.readerIndex(), payloadBytes);
    }
  }

  /// Appends the same with `first` as the start of the payload.
  void write(int millis, boolean keyframe, ByteBuf first, ByteBuf payload, ByteBuf out) {
    int frameBytes = first.readableBytes() + payload.readableBytes();
    EbmlWriter.head(Ids.SIMPLE_BLOCK, bodyBytes(frameBytes), out);
    blockHead(millis, keyframe ? KEYFRAME : 0, out);
    out.writeBytes(first, first.readerIndex(), first.readableBytes());
    out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
  }

  private void blockHead(int millis, int flags, ByteBuf out) {
    EbmlWriter.size(number, out);
    out.writeShort(millis).writeByte(flags);
  }

  private void cue(Codec.Text text, int millis, ByteBuf payload, ByteBuf out) {
    int durationMillis = payload.getInt(payload.readerIndex());
    int from = payload.readerIndex() + CUE_DURATION_BYTES;
    int end = payload.writerIndex();
    // Weir has a WebVTT cue as |settings LF text|.
    boolean vtt = text.format() == Codec.Text.Format.WEBVTT;
    boolean additions = vtt && type == DocType.MATROSKA;
    int textFrom = additions ? afterLine(payload, from, end) : from;
    int webmBytes = vtt && !additions ? 1 : 0;
    int headBytes = EbmlWriter.sizeBytes(number) + TIME_AND_FLAGS_BYTES;
    longHead(Ids.BLOCK, headBytes + webmBytes + end - textFrom, out);
    blockHead(millis, 0, out);
    if (webmBytes > 0) {
      out.writeByte('\n'); // WebM has the cue's identifier first, and it is empty.
    }
    out.writeBytes(payload, textFrom, end - textFrom);
    EbmlWriter.unsigned(Ids.BLOCK_DURATION, durationMillis, CUE_DURATION_BYTES, out);
    if (additions) {
      int settingsBytes = textFrom - from;
      longHead(Ids.BLOCK_ADDITIONS, LONG_HEAD_BYTES + 3 + LONG_HEAD_BYTES + settingsBytes, out);
      longHead(Ids.BLOCK_MORE, 3 + LONG_HEAD_BYTES + settingsBytes, out);
      EbmlWriter.unsigned(Ids.BLOCK_ADD_ID, 1, out);
      longHead(Ids.BLOCK_ADDITIONAL, settingsBytes, out);
      out.writeBytes(payload, from, settingsBytes);
    }
  }

  private static void longHead(int id, int bytes, ByteBuf out) {
    EbmlWriter.id(id, out);
    out.writeInt(0x1000_0000 | bytes);
  }

  private static int afterLine(ByteBuf text, int from, int end) {
    int lineFeed = text.indexOf(from, end, (byte) '\n');
    return lineFeed < 0 ? from : lineFeed + 1;
  }
}
