package dev.weir.ts;

import dev.weir.aac.AdtsHeader;
import dev.weir.aac.LatmReader;
import dev.weir.ac3.Ac3SyncFrame;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import dev.weir.mpegaudio.MpegAudioHeader;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// How frames of sound lie one after the other in an elementary stream.
///
/// What a header says is remembered, so that the usual frame costs no parsing. Not thread-safe.
sealed interface AudioFrames {
  /// At [#bytesAt]: no frame begins here.
  int NONE = -1;

  /// At [#bytesAt]: more bytes are needed to say.
  int MORE = 0;

  /// Takes frames.
  interface Output {
    /// Takes one frame in the form of a sample, lent.
    void frame(Codec.Audio codec, int samples, ByteBuf payload);
  }

  /// How many bytes the frame at `index` has, or [#NONE] or [#MORE].
  int bytesAt(ByteBuf in, int index, int end);

  /// Gives the frame at `index`, which was measured and is whole.
  ///
  /// @throws MediaException if its header is of no use
  void give(ByteBuf in, int index, int bytes, Output output);

  /// AAC after ADTS headers.
  final class Adts implements AudioFrames {
    private int fixedPart;
    private Codec.@Nullable Aac codec; // of frames with that fixed part

    @Override
    public int bytesAt(ByteBuf in, int index, int end) {
      if (end - index < AdtsHeader.BYTES) {
        return MORE;
      }
      int bytes = AdtsHeader.frameBytesAt(in, index);
      return bytes == 0 ? NONE : bytes;
    }

    @Override
    public void give(ByteBuf in, int index, int bytes, Output output) {
      AdtsHeader header = AdtsHeader.parse(in.slice(index, bytes));
      int found = AdtsHeader.fixedPartAt(in, index);
      Codec.Aac current = codec;
      if (current == null || found != fixedPart) {
        current = header.codec();
        codec = current;
        fixedPart = found;
      }
      if (header.blocks() > 1) {
        throw new MalformedMediaException(
            "ADTS frame of " + header.blocks() + " blocks, which nothing but a decoder can part");
      }
      if (header.payloadBytes() > 0) {
        int payload = index + header.headerBytes();
        output.frame(current, current.samplesPerFrame(), in.slice(payload, header.payloadBytes()));
      }
    }
  }

  /// AAC in LOAS.
  final class Loas implements AudioFrames {
    private final LatmReader latm = new LatmReader();

    @Override
    public int bytesAt(ByteBuf in, int index, int end) {
      if (end - index < LatmReader.LOAS_HEADER_BYTES) {
        return MORE;
      }
      int bytes = LatmReader.loasBytesAt(in, index);
      return bytes == 0 ? NONE : bytes;
    }

    @Override
    public void give(ByteBuf in, int index, int bytes, Output output) {
      int element = index + LatmReader.LOAS_HEADER_BYTES;
      latm.read(
          Octets.copyOf(in, element, bytes - LatmReader.LOAS_HEADER_BYTES),
          true,
          (codec, payload) -> output.frame(codec, codec.samplesPerFrame(), payload));
    }
  }

  /// MPEG audio of layers II and III.
  final class MpegAudio implements AudioFrames {
    private int word;
    private @Nullable MpegAudioHeader header; // what `word` says
    private Codec.@Nullable Mp3 codec;

    @Override
    public int bytesAt(ByteBuf in, int index, int end) {
      if (end - index < MpegAudioHeader.BYTES) {
        return MORE;
      }
      MpegAudioHeader found = at(in, index);
      return found == null ? NONE : found.frameBytes();
    }

    private @Nullable MpegAudioHeader at(ByteBuf in, int index) {
      int found = in.getInt(index);
      if (found >>> 21 != 0x7FF) {
        return null;
      }
      if (header == null || found != word) {
        try {
          header = MpegAudioHeader.parse(found);
          word = found;
        } catch (MediaException _) {
          return null;
        }
      }
      return header;
    }

    @Override
    public void give(ByteBuf in, int index, int bytes, Output output) {
      MpegAudioHeader found = at(in, index);
      if (found == null) {
        return;
      }
      Codec.Mp3 current = codec;
      if (current == null
          || current.layer() != found.layer()
          || current.sampleRate() != found.sampleRate()
          || current.channels() != found.channels()) {
        current = found.codec();
        codec = current;
      }
      output.frame(current, found.samples(), in.slice(index, bytes));
    }
  }

  /// AC-3 and E-AC-3. A sample is an independent frame and those that extend it or accompany it.
  final class Ac3 implements AudioFrames {
    private static final int BSID_SHIFT = 19;
    private static final int MAX_PLAIN_BSID = 10;
    private static final long CRC_MASK =
        0x0000_FFFF_0000_0000L; // AC-3 only: of every frame its own

    private long word;
    private @Nullable Ac3SyncFrame header; // what `word` says
    private Codec.@Nullable Ac3 codec;

    @Override
    public int bytesAt(ByteBuf in, int index, int end) {
      if (end - index < Ac3SyncFrame.HEADER_BYTES) {
        return MORE;
      }
      Ac3SyncFrame first = at(in, index);
      if (first == null || follows(first)) {
        return NONE;
      }
      if (!first.enhanced()) {
        return first.frameBytes();
      }
      int next = index + first.frameBytes();
      while (next < end) {
        if (end - next < Ac3SyncFrame.HEADER_BYTES) {
          return MORE;
        }
        Ac3SyncFrame found = at(in, next);
        if (found == null || !follows(found)) {
          break;
        }
        next += found.frameBytes();
      }
      return next - index;
    }

    private static boolean follows(Ac3SyncFrame frame) {
      return frame.dependent() || frame.substream() > 0;
    }

    private @Nullable Ac3SyncFrame at(ByteBuf in, int index) {
      if (in.getUnsignedShort(index) != Ac3SyncFrame.SYNC) {
        return null;
      }
      long bytes = in.getLong(index);
      boolean plain = ((bytes >> BSID_SHIFT) & 0x1F) <= MAX_PLAIN_BSID;
      long found = plain ? bytes & ~CRC_MASK : bytes;
      if (header == null || found != word) {
        try {
          header = Ac3SyncFrame.parse(in.slice(index, Ac3SyncFrame.HEADER_BYTES));
          word = found;
        } catch (MediaException _) {
          return null;
        }
      }
      return header;
    }

    @Override
    public void give(ByteBuf in, int index, int bytes, Output output) {
      Ac3SyncFrame found = at(in, index);
      if (found == null) {
        return;
      }
      Codec.Ac3 current = codec;
      // The configuration of E-AC-3 holds a bit rate that may differ from frame to frame.
      if (current == null
          || current.enhanced() != found.enhanced()
          || current.sampleRate() != found.sampleRate()
          || current.channels() != found.channels()) {
        current = found.codec();
        codec = current;
      }
      output.frame(current, found.samples(), in.slice(index, bytes));
    }
  }
}
