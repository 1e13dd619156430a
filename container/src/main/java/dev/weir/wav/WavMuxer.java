package dev.weir.wav;

import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.mpegaudio.MpegAudioHeader;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Writes WAV of the first track that it can carry.
///
/// A live stream, of which nobody knows how long it gets, has all sizes at their highest value. A
/// file is made with [#ofSize]: its header says the size, as RF64 (EBU Tech 3306) if it is over 4
/// GiB, and [#end] completes it. A reader can join at every sample. Not thread-safe.
public final class WavMuxer implements Muxer {
  private static final int MPEG_FORMAT_BYTES = 30;
  private static final int SIMPLE_FORMAT_BYTES = 18;
  private static final int CHUNK_HEADER_BYTES = 8;
  private static final int FACT_BYTES = 4;
  private static final int DS64_BYTES = 28;
  private static final int FACT = 0x66616374;
  private static final int DEFAULT_MP3_BIT_RATE = 128_000;
  private static final int MP3_CODEC_DELAY = 1393; // what encoders of old said
  private static final int MAX_CHANNELS = 64;

  private final long dataBytes; // -1 if not known

  private int trackId; // 0 until a track comes that can be carried
  private Codec.@Nullable Audio codec; // of that track
  private int mp3BitRate = DEFAULT_MP3_BIT_RATE; // of the newest frame

  private WavMuxer(long dataBytes) {
    this.dataBytes = dataBytes;
  }

  /// A muxer of a live stream.
  public WavMuxer() {
    this(-1);
  }

  /// A muxer of a file whose payloads are `dataBytes` together.
  public static WavMuxer ofSize(long dataBytes) {
    return new WavMuxer(dataBytes);
  }

  /// Whether WAV has a form for `codec`.
  public static boolean carries(Codec codec) {
    return switch (codec) {
      case Codec.Pcm pcm -> pcm.channels() <= MAX_CHANNELS && isCommon(pcm);
      case Codec.G711 g711 -> g711.channels() <= MAX_CHANNELS;
      case Codec.Mp3 mp3 -> mp3.layer() == 3;
      default -> false;
    };
  }

  private static boolean isCommon(Codec.Pcm pcm) {
    return pcm.floating() ? pcm.bits() >= 32 : pcm.bits() <= 32;
  }

  @Override
  public void header(ByteBuf out) {
    if (codec == null) {
      return;
    }
    boolean wide = dataBytes > 0 && riffBytes(codec) >= WavReader.UNKNOWN_SIZE;
    out.writeInt(wide ? WavReader.RF64 : WavReader.RIFF);
    out.writeIntLE(sizeField(riffBytes(codec), wide)).writeInt(WavReader.WAVE);
    if (wide) {
      wideSizes(codec, out);
    }
    format(codec, out);
    if (!isPlain(codec)) {
      out.writeInt(FACT).writeIntLE(FACT_BYTES);
      out.writeIntLE(sizeField(dataBytes < 0 ? -1 : blocks(codec), wide));
    }
    out.writeInt(WavReader.DATA).writeIntLE(sizeField(dataBytes, wide));
  }

  /// Appends what follows the last sample of a file: a byte if their size is odd.
  public void end(ByteBuf out) {
    if ((dataBytes & 1) == 1 && dataBytes > 0) {
      out.writeByte(0);
    }
  }

  @Override
  public void track(Track track, ByteBuf out) {
    boolean ours = trackId == 0 || trackId == track.id();
    if (ours && carries(track.codec())) {
      trackId = track.id();
      codec = (Codec.Audio) track.codec();
    }
  }

  @Override
  public void sample(Sample sample, ByteBuf out) {
    if (codec == null || trackId != sample.trackId()) {
      return;
    }
    ByteBuf payload = sample.payload();
    if (codec instanceof Codec.Pcm pcm && pcm.bigEndian() && pcm.bits() > 8) {
      swap(payload, pcm.bits() / 8, out);
      return;
    }
    if (codec instanceof Codec.Mp3 && payload.readableBytes() >= MpegAudioHeader.BYTES) {
      mp3BitRate = MpegAudioHeader.parse(payload.getInt(payload.readerIndex())).bitRate();
    }
    out.writeBytes(payload);
  }

  private static void swap(ByteBuf payload, int bytes, ByteBuf out) {
    while (payload.readableBytes() >= bytes) {
      int at = payload.readerIndex();
      for (int i = bytes - 1; i >= 0; i--) {
        out.writeByte(payload.getByte(at + i));
      }
      payload.skipBytes(bytes);
    }
  }

  private static int sizeField(long bytes, boolean wide) {
    return wide || bytes < 0 ? (int) WavReader.UNKNOWN_SIZE : (int) bytes;
  }

  /// The size after the first 8 bytes of a file that is not wide, -1 if it is not known.
  private long riffBytes(Codec.Audio audio) {
    if (dataBytes < 0) {
      return -1;
    }
    int fact = isPlain(audio) ? 0 : CHUNK_HEADER_BYTES + FACT_BYTES;
    int chunks = 4 + CHUNK_HEADER_BYTES + formatBytes(audio) + fact + CHUNK_HEADER_BYTES;
    return chunks + dataBytes + (dataBytes & 1);
  }

  private void wideSizes(Codec.Audio audio, ByteBuf out) {
    out.writeInt(WavReader.DS64).writeIntLE(DS64_BYTES);
    out.writeLongLE(riffBytes(audio) + CHUNK_HEADER_BYTES + DS64_BYTES);
    out.writeLongLE(dataBytes).writeLongLE(blocks(audio)).writeIntLE(0);
  }

  /// How many sound samples the data are, as far as that can be said.
  private long blocks(Codec.Audio audio) {
    return audio instanceof Codec.Mp3
        ? dataBytes * 8 / mp3BitRate * audio.sampleRate()
        : dataBytes / blockBytes(audio);
  }

  /// Whether the format chunk of 16 bytes, known since 1991, says all.
  private static boolean isPlain(Codec.Audio audio) {
    return audio instanceof Codec.Pcm pcm
        && !pcm.floating()
        && pcm.bits() <= 16
        && pcm.channels() <= 2;
  }

  private static int formatBytes(Codec.Audio audio) {
    return switch (audio) {
      case Codec.Mp3 _ -> MPEG_FORMAT_BYTES;
      case Codec.Pcm _ when isPlain(audio) -> WavFormat.BYTES;
      case Codec.Pcm pcm when !pcm.floating() -> WavFormat.EXTENSIBLE_BYTES;
      default -> audio.channels() <= 2 ? SIMPLE_FORMAT_BYTES : WavFormat.EXTENSIBLE_BYTES;
    };
  }

  private static int blockBytes(Codec.Audio audio) {
    return audio.channels() * (audio instanceof Codec.Pcm pcm ? pcm.bits() / 8 : 1);
  }

  private void format(Codec.Audio audio, ByteBuf out) {
    int bytes = formatBytes(audio);
    int tag = tag(audio);
    boolean extensible = bytes == WavFormat.EXTENSIBLE_BYTES;
    boolean mp3 = audio instanceof Codec.Mp3;
    int blockBytes = mp3 ? 1 : blockBytes(audio);
    int bits = audio instanceof Codec.Pcm pcm ? pcm.bits() : mp3 ? 0 : 8;
    out.writeInt(WavReader.FMT).writeIntLE(bytes);
    out.writeShortLE(extensible ? WavFormat.EXTENSIBLE : tag).writeShortLE(audio.channels());
    out.writeIntLE(audio.sampleRate());
    out.writeIntLE(mp3 ? mp3BitRate / 8 : blockBytes * audio.sampleRate());
    out.writeShortLE(blockBytes).writeShortLE(bits);
    if (bytes > WavFormat.BYTES) {
      out.writeShortLE(bytes - SIMPLE_FORMAT_BYTES);
    }
    if (mp3) {
      mpegFormat(audio, out);
    } else if (extensible) {
      out.writeShortLE(bits).writeIntLE(channelMask(audio.channels()));
      out.writeShortLE(tag);
      WavFormat.GUID_REST.writeTo(out);
    }
  }

  /// MPEGLAYER3WAVEFORMAT: an id, no padding flag, block size, frames in a block, codec delay.
  private void mpegFormat(Codec.Audio audio, ByteBuf out) {
    int frameBytes = 144 * mp3BitRate / audio.sampleRate();
    out.writeShortLE(1).writeIntLE(2);
    out.writeShortLE(frameBytes).writeShortLE(1).writeShortLE(MP3_CODEC_DELAY);
  }

  /// The usual speakers for so many channels; more than 8 have no usual ones.
  private static int channelMask(int channels) {
    return switch (channels) {
      case 1 -> 0x4;
      case 2 -> 0x3;
      case 3 -> 0x7;
      case 4 -> 0x33;
      case 5 -> 0x37;
      case 6 -> 0x3F;
      case 7 -> 0x70F;
      case 8 -> 0x63F;
      default -> 0;
    };
  }

  private static int tag(Codec.Audio audio) {
    return switch (audio) {
      case Codec.Mp3 _ -> WavFormat.MP3;
      case Codec.G711 g711 -> g711.aLaw() ? WavFormat.A_LAW : WavFormat.MU_LAW;
      case Codec.Pcm pcm -> pcm.floating() ? WavFormat.FLOAT : WavFormat.PCM;
      default -> throw new IllegalArgumentException(audio.name());
    };
  }
}
