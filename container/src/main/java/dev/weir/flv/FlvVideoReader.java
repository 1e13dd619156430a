package dev.weir.flv;

import dev.weir.amf.Amf0Reader;
import dev.weir.amf.AmfValue;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads video bodies: FLV E.4.3 and the ExVideoTagHeader of Enhanced RTMP v2.
///
/// ```
///  0 1 2 3 4 5 6 7
/// |0|frame| codec |   legacy; H.264: then |packet type (8)|composition time offset (24, signed)|
/// |1|frame| packet|   enhanced, see EnhancedBody
/// ```
///
/// Not thread-safe.
final class FlvVideoReader implements EnhancedBody.Packets {
  static final int KEY_FRAME = 1;
  private static final int GENERATED_KEY_FRAME = 4;
  private static final int COMMAND_FRAME = 5;

  static final int CODED_FRAMES_X = 3;
  private static final int METADATA = 4;
  private static final int MPEG2TS_SEQUENCE_START = 5;
  static final int MULTITRACK = 6;

  private static final int LEGACY_SEQUENCE_HEADER = 0;
  private static final int LEGACY_NAL_UNITS = 1;

  private final TrackSink sink;
  private final EnhancedBody enhanced = new EnhancedBody(MULTITRACK, "FLV video body", this);
  private final @Nullable FlvVideoTrack[] tracks = new FlvVideoTrack[FlvTracks.MAX_NUMBERS];

  private boolean keyframe; // of the body being read
  private int containerWidth; // from onMetaData
  private int containerHeight;
  private long dropped;

  FlvVideoReader(TrackSink sink) {
    this.sink = sink;
  }

  /// Takes the picture size that onMetaData gave, for codecs whose frames are not looked into.
  void containerSize(int width, int height) {
    containerWidth = width;
    containerHeight = height;
  }

  long dropped() {
    long sum = dropped;
    for (FlvVideoTrack track : tracks) {
      if (track != null) {
        sum += track.dropped();
      }
    }
    return sum;
  }

  void read(long timestampMicros, ByteBuf body) {
    if (!body.isReadable()) {
      return; // An empty message: some encoders send it as a keep-alive.
    }
    int header = body.readUnsignedByte();
    int frameType = (header >> 4) & 7;
    keyframe = frameType == KEY_FRAME || frameType == GENERATED_KEY_FRAME;
    if ((header & 0x80) != 0) {
      int type = enhanced.readModifiers(header & 0xF, body);
      if (frameType != COMMAND_FRAME || type == METADATA) {
        enhanced.readPackets(timestampMicros, body);
      }
    } else if (frameType != COMMAND_FRAME) {
      readLegacy(header & 0xF, timestampMicros, body);
    }
  }

  private void readLegacy(int codecId, long dtsMicros, ByteBuf body) {
    switch (codecId) {
      case VideoCodecId.LEGACY_AVC -> readLegacyNal(VideoCodecId.AVC, dtsMicros, body);
      case VideoCodecId.LEGACY_HEVC -> readLegacyNal(VideoCodecId.HEVC, dtsMicros, body);
      default -> {
        String name = VideoCodecId.legacyName(codecId);
        if (name == null) {
          dropped++;
          return;
        }
        FlvVideoTrack track = track(0);
        track.announceOther(codecId, name, containerWidth, containerHeight);
        track.frame(codecId, dtsMicros, 0, keyframe, body);
      }
    }
  }

  private void readLegacyNal(int fourCc, long dtsMicros, ByteBuf body) {
    if (!body.isReadable()) {
      return;
    }
    int packetType = body.readUnsignedByte();
    if (packetType == LEGACY_SEQUENCE_HEADER) {
      body.skipBytes(Math.min(3, body.readableBytes()));
      track(0).sequenceStart(fourCc, body);
    } else if (packetType == LEGACY_NAL_UNITS) {
      track(0).frame(fourCc, dtsMicros, compositionMicros(body), keyframe, body);
    } // 2 ends the sequence and says nothing that the next header does not say.
  }

  @Override
  public void packet(int type, int fourCc, int number, long dtsMicros, ByteBuf payload) {
    switch (type) {
      case EnhancedBody.SEQUENCE_START -> track(number).sequenceStart(fourCc, payload);
      case EnhancedBody.CODED_FRAMES -> {
        int offset = VideoCodecId.hasCompositionTime(fourCc) ? compositionMicros(payload) : 0;
        track(number).frame(fourCc, dtsMicros, offset, keyframe, payload);
      }
      case CODED_FRAMES_X -> track(number).frame(fourCc, dtsMicros, 0, keyframe, payload);
      case METADATA -> readMetadata(track(number), payload);
      case MPEG2TS_SEQUENCE_START, EnhancedBody.SEQUENCE_END -> {
        // An AV1 video descriptor has no sequence header: the first keyframe brings it.
      }
      default -> dropped++;
    }
  }

  /// Pairs of a name and a value; `colorInfo` is the only one defined.
  private static void readMetadata(FlvVideoTrack track, ByteBuf payload) {
    Amf0Reader reader = new Amf0Reader(payload);
    while (reader.hasMore()) {
      AmfValue name = reader.read();
      if (reader.hasMore()) {
        AmfValue value = reader.read();
        if (name.equals(AmfValue.of("colorInfo"))) {
          track.colorInfo(ColorInfo.of(value));
        }
      }
    }
  }

  private static int compositionMicros(ByteBuf body) {
    if (body.readableBytes() < 3) {
      throw new MalformedMediaException(
          "FLV video body: composition time wants 3 bytes, has " + body.readableBytes());
    }
    return body.readMedium() * 1000;
  }

  private FlvVideoTrack track(int number) {
    FlvVideoTrack track = tracks[number];
    if (track == null) {
      track = new FlvVideoTrack(FlvTracks.video(number), sink);
      tracks[number] = track;
    }
    return track;
  }
}
