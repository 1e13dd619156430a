package dev.weir.rtp;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Timescale;
import dev.weir.mpegaudio.MpegAudioHeader;
import io.netty.buffer.ByteBuf;

/// What an MP3 unit begins with, as its frame does: header, checksum if any, and side information.
///
/// @param sideIndex where the side information begins
/// @param bytes up to the main data
/// @param areaBytes of main data that the frame has room for
record AduHead(MpegAudioHeader header, int sideIndex, int bytes, int areaBytes) {
  private static final int HEADER_BYTES = 4;
  private static final int CRC_BYTES = 2;

  /// Reads that of the unit of `size` bytes, four at least.
  static AduHead of(ByteBuf in, int index, int size) {
    MpegAudioHeader header = MpegAudioHeader.parse(in.getInt(index));
    int sideIndex = HEADER_BYTES + ((in.getByte(index + 1) & 1) == 0 ? CRC_BYTES : 0);
    int bytes = sideIndex + sideBytes(isMpeg1(header), header.channels());
    int areaBytes = header.frameBytes() - bytes;
    if (header.layer() != 3 || size < bytes || areaBytes < 0) {
      throw new MalformedMediaException(
          "MP3 ADU: layer " + header.layer() + ", " + size + " bytes, its head has " + bytes);
    }
    return new AduHead(header, sideIndex, bytes, areaBytes);
  }

  private static boolean isMpeg1(MpegAudioHeader header) {
    return header.sampleRate() >= 32_000;
  }

  private static int sideBytes(boolean mpeg1, int channels) {
    return mpeg1 ? channels == 1 ? 17 : 32 : channels == 1 ? 9 : 17;
  }

  /// How far before the area of its frame the data of the unit with this side information begin.
  int dataBegin(byte[] head) {
    int bits = ((head[sideIndex] & 0xFF) << 1) | ((head[sideIndex + 1] & 0xFF) >> 7);
    return isMpeg1(header) ? bits : bits >> 1;
  }

  /// How long its sound lasts.
  long duration(int clockRate) {
    return Timescale.rescale(header.samples(), header.sampleRate(), clockRate);
  }
}
