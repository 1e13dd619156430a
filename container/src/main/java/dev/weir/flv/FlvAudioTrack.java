package dev.weir.flv;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.ac3.Ac3SyncFrame;
import dev.weir.flac.StreamInfo;
import dev.weir.media.Codec;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.mpegaudio.MpegAudioHeader;
import dev.weir.opus.OpusHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// One audio track of an FLV stream: its codec, and its frames in Weir's form.
///
/// Not thread-safe.
final class FlvAudioTrack {
  private static final int MAX_OPUS_CHANNELS = 8;

  private final int id;
  private final TrackSink sink;

  private int codecId = AudioCodecId.NONE; // of the last announcement
  private int soundHeader = -1; // of the last legacy announcement
  private Codec.@Nullable Audio announced;
  private int opusChannels = 2; // for an Opus track without a header
  private boolean opusWithoutHeader;
  private long dropped;

  FlvAudioTrack(int id, TrackSink sink) {
    this.id = id;
    this.sink = sink;
  }

  long dropped() {
    return dropped;
  }

  /// Reads the decoder configuration that starts a sequence.
  void sequenceStart(int fourCc, ByteBuf body) {
    if (fourCc == AudioCodecId.OPUS) {
      opusWithoutHeader = !body.isReadable();
      announce(
          fourCc,
          opusWithoutHeader ? OpusHead.of(opusChannels) : OpusHead.parse(Octets.copyOf(body)));
    } else if (fourCc == AudioCodecId.AAC) {
      if (body.isReadable()) {
        announce(fourCc, AudioSpecificConfig.parse(Octets.copyOf(body)));
      }
    } else if (fourCc == AudioCodecId.FLAC) {
      announce(fourCc, StreamInfo.parse(Octets.copyOf(body)));
    } // The others say in each frame what they are.
  }

  /// Takes the channel count of a multichannel configuration. Codecs say theirs themselves, but for
  /// Opus that starts with an empty header.
  void channelCount(int channels) {
    if (channels > 0 && channels <= MAX_OPUS_CHANNELS) {
      opusChannels = channels;
      if (opusWithoutHeader) {
        announce(AudioCodecId.OPUS, OpusHead.of(channels));
      }
    }
  }

  /// Announces what the first byte of a legacy body says, if it is a codec of ours.
  boolean announceLegacy(int header) {
    if (header == soundHeader) {
      return true;
    }
    Codec.Audio codec = legacy(header);
    if (codec != null) {
      announce(SoundHeader.format(header), codec);
      soundHeader = header;
    }
    return codec != null;
  }

  private static Codec.@Nullable Audio legacy(int header) {
    int rate = SoundHeader.rate(header);
    int channels = SoundHeader.channels(header);
    return switch (SoundHeader.format(header)) {
      // "Platform endian" was little-endian wherever Flash ran.
      case AudioCodecId.PCM, AudioCodecId.PCM_LITTLE_ENDIAN ->
          new Codec.Pcm(SoundHeader.bits(header), false, false, rate, channels);
      case AudioCodecId.ADPCM -> other("ADPCM", rate, channels);
      case AudioCodecId.NELLYMOSER_16K -> other("Nellymoser", 16_000, 1);
      case AudioCodecId.NELLYMOSER_8K -> other("Nellymoser", 8_000, 1);
      case AudioCodecId.NELLYMOSER -> other("Nellymoser", rate, channels);
      case AudioCodecId.A_LAW -> new Codec.G711(true, 8_000, channels);
      case AudioCodecId.U_LAW -> new Codec.G711(false, 8_000, channels);
      case AudioCodecId.SPEEX -> other("Speex", 16_000, 1); // E.4.2.1: always, whatever the bits
      default -> null;
    };
  }

  private static Codec.Audio other(String name, int sampleRate, int channels) {
    return new Codec.OtherAudio(name, Octets.EMPTY, sampleRate, channels);
  }

  /// Reads what one body holds: one frame, with MP3 possibly more.
  void frames(int codec, long dtsMicros, ByteBuf body) {
    if (!body.isReadable()) {
      return;
    }
    try {
      if (codec == AudioCodecId.MP3) {
        mp3Frames(dtsMicros, body);
        return;
      }
      if (codec == AudioCodecId.AC3 || codec == AudioCodecId.EAC3) {
        announceAc3(codec, Ac3SyncFrame.parse(body).codec());
      }
      emit(codec, dtsMicros, body);
    } catch (MediaException _) {
      dropped++; // A frame without a header of its codec: players pass over it, so do we.
    }
  }

  /// The configuration of E-AC-3 holds a bit rate that may differ from frame to frame; that alone
  /// is no change.
  private void announceAc3(int codec, Codec.Ac3 found) {
    if (announced instanceof Codec.Ac3(boolean enhanced, _, int sampleRate, int channels)
        && enhanced == found.enhanced()
        && sampleRate == found.sampleRate()
        && channels == found.channels()) {
      return;
    }
    announce(codec, found);
  }

  private void mp3Frames(long dtsMicros, ByteBuf body) {
    long samples = 0;
    while (body.readableBytes() >= Integer.BYTES) {
      MpegAudioHeader header = MpegAudioHeader.parse(body.getInt(body.readerIndex()));
      if (header.frameBytes() > body.readableBytes()) {
        dropped++;
        return;
      }
      announce(AudioCodecId.MP3, header.codec());
      emit(
          AudioCodecId.MP3,
          dtsMicros + new Timescale(header.sampleRate()).toMicros(samples),
          body.readSlice(header.frameBytes()));
      samples += header.samples();
    }
  }

  private void announce(int codec, Codec.Audio found) {
    codecId = codec;
    soundHeader = -1;
    if (!found.equals(announced)) {
      announced = found;
      sink.track(Track.of(id, found));
    }
  }

  private void emit(int codec, long dtsMicros, ByteBuf payload) {
    if (announced == null || codec != codecId) {
      dropped++;
      return;
    }
    sink.sample(new Sample(id, dtsMicros, 0, true, payload));
  }
}
