package dev.weir.mpegaudio;

import dev.weir.elementary.FrameFormat;
import dev.weir.media.Codec;
import io.netty.buffer.ByteBuf;

/// MPEG audio frames that follow each other without a container.
///
/// The first frame of a file may be silence that bears a table of contents in place of sound:
/// `Xing` or `Info` behind the side information, `VBRI` 32 bytes behind the header. It is passed
/// over.
final class Mp3Frames implements FrameFormat {
  // Sync word, version, layer and sampling rate.
  private static final int CONFIGURATION = 0xFFFE0C00;
  private static final int MONO_MODE = 3;
  private static final int LAYER_1 = 3;
  private static final int XING = 0x58696E67;
  private static final int INFO = 0x496E666F;
  private static final int VBRI = 0x56425249;
  private static final int VBRI_INDEX = MpegAudioHeader.BYTES + 32;

  @Override
  public int frameBytes(ByteBuf in) {
    if (in.readableBytes() < MpegAudioHeader.BYTES) {
      return MORE;
    }
    int header = in.getInt(in.readerIndex());
    if (!MpegAudioHeader.isHeader(header) || cannotBeRead(header)) {
      return NONE;
    }
    return MpegAudioHeader.parse(header).frameBytes();
  }

  /// Layer I and free format.
  private static boolean cannotBeRead(int header) {
    return ((header >> 17) & 3) == LAYER_1 || ((header >> 12) & 15) == 0;
  }

  @Override
  public int configuration(ByteBuf in) {
    int header = in.getInt(in.readerIndex());
    return (header & CONFIGURATION) | (((header >> 6) & 3) == MONO_MODE ? 1 : 0);
  }

  @Override
  public Codec.Audio codec(ByteBuf in) {
    return header(in).codec();
  }

  @Override
  public int samples(ByteBuf in) {
    return header(in).samples();
  }

  @Override
  public ByteBuf payload(ByteBuf frame) {
    return isTableOfContents(frame) ? frame.slice(frame.readerIndex(), 0) : frame;
  }

  private static boolean isTableOfContents(ByteBuf frame) {
    MpegAudioHeader header = header(frame);
    boolean mono = header.channels() == 1;
    boolean mpeg1 = header.samples() == 1152;
    int sideBytes = mpeg1 ? (mono ? 17 : 32) : mono ? 9 : 17;
    int mark = word(frame, MpegAudioHeader.BYTES + sideBytes);
    return header.layer() == 3 && (mark == XING || mark == INFO || word(frame, VBRI_INDEX) == VBRI);
  }

  private static int word(ByteBuf frame, int index) {
    return frame.readableBytes() < index + 4 ? 0 : frame.getInt(frame.readerIndex() + index);
  }

  @Override
  public void refuse(ByteBuf in) {
    if (in.readableBytes() >= MpegAudioHeader.BYTES
        && MpegAudioHeader.isHeader(in.getInt(in.readerIndex()))) {
      header(in);
    }
  }

  private static MpegAudioHeader header(ByteBuf in) {
    return MpegAudioHeader.parse(in.getInt(in.readerIndex()));
  }
}
