package dev.weir.flv;

import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads audio bodies: FLV E.4.2 and the ExAudioTagHeader of Enhanced RTMP v2.
///
/// ```
///  0 1 2 3 4 5 6 7
/// |format |rate|s|t|   legacy, see SoundHeader; AAC: then |packet type (8)|
/// |1 0 0 1| packet |   enhanced, see EnhancedBody
/// ```
///
/// Not thread-safe.
final class FlvAudioReader implements EnhancedBody.Packets {
  private static final int MULTICHANNEL_CONFIG = 4;
  static final int MULTITRACK = 5;

  private static final int AAC_SEQUENCE_HEADER = 0;
  private static final int AAC_RAW = 1;

  private final TrackSink sink;
  private final EnhancedBody enhanced = new EnhancedBody(MULTITRACK, "FLV audio body", this);
  private final @Nullable FlvAudioTrack[] tracks = new FlvAudioTrack[FlvTracks.MAX_NUMBERS];

  private long dropped;

  FlvAudioReader(TrackSink sink) {
    this.sink = sink;
  }

  long dropped() {
    long sum = dropped;
    for (FlvAudioTrack track : tracks) {
      if (track != null) {
        sum += track.dropped();
      }
    }
    return sum;
  }

  void read(long timestampMicros, ByteBuf body) {
    if (!body.isReadable()) {
      return; // Flash Media Live Encoder says so that the sound pauses.
    }
    int header = body.readUnsignedByte();
    switch (SoundHeader.format(header)) {
      case AudioCodecId.ENHANCED -> {
        enhanced.readModifiers(header & 0xF, body);
        enhanced.readPackets(timestampMicros, body);
      }
      case AudioCodecId.LEGACY_AAC -> readLegacyAac(timestampMicros, body);
      case AudioCodecId.LEGACY_MP3, AudioCodecId.MP3_8K ->
          track(0).frames(AudioCodecId.MP3, timestampMicros, body);
      default -> {
        if (!track(0).announceLegacy(header)) {
          dropped++;
          return;
        }
        track(0).frames(SoundHeader.format(header), timestampMicros, body);
      }
    }
  }

  private void readLegacyAac(long dtsMicros, ByteBuf body) {
    if (!body.isReadable()) {
      return;
    }
    switch (body.readUnsignedByte()) {
      case AAC_SEQUENCE_HEADER -> track(0).sequenceStart(AudioCodecId.AAC, body);
      case AAC_RAW -> track(0).frames(AudioCodecId.AAC, dtsMicros, body);
      default -> dropped++;
    }
  }

  @Override
  public void packet(int type, int fourCc, int number, long dtsMicros, ByteBuf payload) {
    switch (type) {
      case EnhancedBody.SEQUENCE_START -> track(number).sequenceStart(fourCc, payload);
      case EnhancedBody.CODED_FRAMES -> track(number).frames(fourCc, dtsMicros, payload);
      case MULTICHANNEL_CONFIG -> {
        // |channel order (8)|channel count (8)|  and a mapping that only Opus without a header
        // needs
        if (payload.readableBytes() >= 2) {
          track(number).channelCount(payload.getUnsignedByte(payload.readerIndex() + 1));
        }
      }
      case EnhancedBody.SEQUENCE_END -> {
        // What follows says itself that it is there.
      }
      default -> dropped++;
    }
  }

  private FlvAudioTrack track(int number) {
    FlvAudioTrack track = tracks[number];
    if (track == null) {
      track = new FlvAudioTrack(FlvTracks.audio(number), sink);
      tracks[number] = track;
    }
    return track;
  }
}
