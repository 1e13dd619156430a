package dev.weir.mpegaudio;

import dev.weir.elementary.FrameFormat;
import dev.weir.media.Codec;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// MPEG audio frames, layers II and III, that follow each other.
///
/// The first frame of a file may be silence that bears a table of contents in place of sound:
/// `Xing` or `Info` behind the side information, `VBRI` 32 bytes behind the header. It is passed
/// over.
public final class MpegAudioFrames implements FrameFormat {
  // Sync word, version, layer and sampling rate.
  private static final int CONFIGURATION = 0xFFFE0C00;
  private static final int MONO_MODE = 3;
  private static final int LAYER_1 = 3;
  private static final int XING = 0x58696E67;
  private static final int INFO = 0x496E666F;
  private static final int VBRI = 0x56425249;
  private static final int VBRI_INDEX = MpegAudioHeader.BYTES + 32;

  private int word;
  private @Nullable MpegAudioHeader header; // what `word` says

  /// Has seen no frame yet.
  public MpegAudioFrames() {}

  @Override
  public int frameBytes(ByteBuf in, int index, int end) {
    if (end - index < MpegAudioHeader.BYTES) {
      return MORE;
    }
    int found = in.getInt(index);
    boolean readable = found == word && header != null;
    if (!readable && (!MpegAudioHeader.isHeader(found) || cannotBeRead(found))) {
      return NONE;
    }
    return header(found).frameBytes();
  }

  /// Layer I and free format.
  private static boolean cannotBeRead(int header) {
    return ((header >> 17) & 3) == LAYER_1 || ((header >> 12) & 15) == 0;
  }

  private MpegAudioHeader header(int found) {
    MpegAudioHeader known = header;
    if (known == null || found != word) {
      known = MpegAudioHeader.parse(found);
      header = known;
      word = found;
    }
    return known;
  }

  @Override
  public int configuration(ByteBuf in, int index) {
    int start = in.getInt(index);
    return (start & CONFIGURATION) | (((start >> 6) & 3) == MONO_MODE ? 1 : 0);
  }

  @Override
  public Codec.Audio codec(ByteBuf in, int index, int bytes) {
    return header(in.getInt(index)).codec();
  }

  @Override
  public int samples(ByteBuf in, int index) {
    return header(in.getInt(index)).samples();
  }

  @Override
  public ByteBuf payload(ByteBuf in, int index, int bytes) {
    return in.slice(index, isTableOfContents(in, index, bytes) ? 0 : bytes);
  }

  private boolean isTableOfContents(ByteBuf in, int index, int bytes) {
    MpegAudioHeader found = header(in.getInt(index));
    boolean mono = found.channels() == 1;
    boolean mpeg1 = found.samples() == 1152;
    int sideBytes = mpeg1 ? (mono ? 17 : 32) : mono ? 9 : 17;
    int mark = word(in, index, MpegAudioHeader.BYTES + sideBytes, bytes);
    return found.layer() == 3
        && (mark == XING || mark == INFO || word(in, index, VBRI_INDEX, bytes) == VBRI);
  }

  private static int word(ByteBuf in, int index, int at, int bytes) {
    return bytes < at + 4 ? 0 : in.getInt(index + at);
  }

  @Override
  public void refuse(ByteBuf in, int index, int end) {
    if (end - index >= MpegAudioHeader.BYTES && MpegAudioHeader.isHeader(in.getInt(index))) {
      header(in.getInt(index));
    }
  }
}
