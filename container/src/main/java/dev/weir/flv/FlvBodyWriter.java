package dev.weir.flv;

import dev.weir.amf.AmfValue;
import dev.weir.media.Codec;
import dev.weir.media.Sample;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes tracks and samples as the bodies of FLV tags and RTMP messages.
///
/// The first track of a kind is written for every player: H.264, AAC, MP3 and all that has a number
/// in FLV 10.1 in its legacy form, the others in the forms of Enhanced RTMP v1. Further tracks get
/// the numbers 1, 2, … in the order in which they came, and multitrack bodies of Enhanced RTMP v2;
/// codecs without a FourCC cannot be further tracks. A track keeps its number.
///
/// Not thread-safe. Appends to `out` and allocates nothing per sample.
public final class FlvBodyWriter {
  private static final int MIN_COMPOSITION_MILLIS = -(1 << 23);
  private static final int MAX_COMPOSITION_MILLIS = (1 << 23) - 1;
  private static final int MAX_TRACKS = FlvTracks.MAX_NUMBERS;

  /// A track and how it is written.
  ///
  /// @param codecId [VideoCodecId] or [AudioCodecId]; of no meaning for data
  /// @param number the track number within its kind
  /// @param soundHeader the first byte of a legacy audio body, -1 if it has another form
  private record Lane(Track track, int codecId, int number, int soundHeader) {
    Codec.Kind kind() {
      return track.codec().kind();
    }
  }

  private final List<Lane> lanes = new ArrayList<>(); // grows and changes with track()
  private AmfValue.@Nullable Keyed published; // the values of the last onMetaData that passed

  /// Whether FLV has a form for `codec`.
  public static boolean carries(Codec codec) {
    return switch (codec) {
      case Codec.Video video -> VideoCodecId.of(video) != VideoCodecId.NONE;
      case Codec.Audio audio -> AudioCodecId.of(audio) != AudioCodecId.NONE;
      case Codec.Data(var format) -> format == Codec.Data.Format.AMF0;
      case Codec.Text _ -> false;
    };
  }

  /// The timestamp of a sample's tag or message, in milliseconds; not wrapped.
  public static long timestampMillis(Sample sample) {
    return Timescale.MILLIS.fromMicros(sample.dtsMicros());
  }

  /// Takes a new track, or a known one whose configuration has changed.
  ///
  /// @return false if it cannot be carried; its samples are then left out
  public boolean track(Track track) {
    int index = indexOf(track.id());
    Lane lane = lane(track, index);
    if (lane == null) {
      if (index >= 0) {
        lanes.remove(index);
      }
      return false;
    }
    if (index >= 0) {
      lanes.set(index, lane);
    } else {
      lanes.add(lane);
    }
    return true;
  }

  private @Nullable Lane lane(Track track, int index) {
    if (!carries(track.codec())) {
      return null;
    }
    Codec.Kind kind = track.codec().kind();
    boolean keepsNumber = index >= 0 && lanes.get(index).kind() == kind;
    int number = keepsNumber ? lanes.get(index).number : freeNumber(kind);
    return switch (track.codec()) {
      case Codec.Video video -> {
        int id = VideoCodecId.of(video);
        yield isPossible(number, VideoCodecId.isFourCc(id))
            ? new Lane(track, id, number, -1)
            : null;
      }
      case Codec.Audio audio -> {
        int id = AudioCodecId.of(audio);
        yield isPossible(number, AudioCodecId.isFourCc(id))
            ? new Lane(track, id, number, number == 0 ? soundHeader(audio, id) : -1)
            : null;
      }
      case Codec.Data _, Codec.Text _ -> new Lane(track, 0, 0, -1);
    };
  }

  private static boolean isPossible(int number, boolean hasFourCc) {
    return number == 0 || (hasFourCc && number < MAX_TRACKS);
  }

  private int freeNumber(Codec.Kind kind) {
    int number = 0;
    while (isTaken(kind, number)) {
      number++;
    }
    return number;
  }

  private boolean isTaken(Codec.Kind kind, int number) {
    return lanes.stream().anyMatch(lane -> lane.kind() == kind && lane.number == number);
  }

  /// The first byte of the bodies of codecs that keep their legacy form, -1 for the others.
  private static int soundHeader(Codec.Audio codec, int id) {
    if (id == AudioCodecId.AAC) {
      return 0xAF; // E.4.2.1: AAC always says 44 kHz, 16 bits, stereo.
    }
    if (id == AudioCodecId.MP3) {
      boolean slow = codec.sampleRate() == 8_000;
      int format = slow ? AudioCodecId.MP3_8K : AudioCodecId.LEGACY_MP3;
      return SoundHeader.of(format, codec.sampleRate(), 16, codec.channels());
    }
    if (id == AudioCodecId.SPEEX) {
      return SoundHeader.of(id, 11_025, 16, 1); // What Flash wrote; the bits mean nothing.
    }
    int bits = codec instanceof Codec.Pcm pcm ? pcm.bits() : 16;
    return AudioCodecId.isFourCc(id)
        ? -1
        : SoundHeader.of(id, codec.sampleRate(), bits, codec.channels());
  }

  /// The tracks that are carried, in the order in which they came.
  public List<Track> tracks() {
    return lanes.stream().map(Lane::track).toList();
  }

  /// The type, as in [FlvTag], of the tags or messages of track `trackId`; 0 if it is not carried.
  public int type(int trackId) {
    int index = indexOf(trackId);
    if (index < 0) {
      return 0;
    }
    return switch (lanes.get(index).kind()) {
      case VIDEO -> FlvTag.VIDEO;
      case AUDIO -> FlvTag.AUDIO;
      case DATA, TEXT -> FlvTag.SCRIPT;
    };
  }

  private int indexOf(int trackId) {
    for (int i = 0; i < lanes.size(); i++) {
      if (lanes.get(i).track.id() == trackId) {
        return i;
      }
    }
    return -1;
  }

  /// Appends a script body: `onMetaData`, with what the tracks say now and what the publisher said
  /// besides.
  public void metadata(ByteBuf out) {
    FlvMetadata.write(tracks(), published, out);
  }

  /// Appends the body that starts the sequence of track `trackId`: its decoder configuration.
  ///
  /// @return false, and appends nothing, if the codec has none or the track is not carried
  public boolean sequenceStart(int trackId, ByteBuf out) {
    int index = indexOf(trackId);
    if (index < 0) {
      return false;
    }
    Lane lane = lanes.get(index);
    return switch (lane.track.codec()) {
      case Codec.Video codec -> videoStart(lane, codec, out);
      case Codec.Audio codec -> audioStart(lane, codec, out);
      case Codec.Data _, Codec.Text _ -> false;
    };
  }

  private static boolean videoStart(Lane lane, Codec.Video codec, ByteBuf out) {
    if (!SequenceStart.exists(codec)) {
      return false;
    }
    if (isLegacyAvc(lane)) {
      out.writeByte(0x17).writeInt(0); // A keyframe of codec 7, packet type 0, no offset.
    } else {
      videoHeader(lane, FlvVideoReader.KEY_FRAME, EnhancedBody.SEQUENCE_START, out);
    }
    SequenceStart.write(codec, out);
    return true;
  }

  private static boolean audioStart(Lane lane, Codec.Audio codec, ByteBuf out) {
    if (!SequenceStart.exists(codec)) {
      return false;
    }
    if (lane.soundHeader >= 0) {
      out.writeByte(lane.soundHeader).writeByte(0); // AAC sequence header
    } else {
      audioHeader(lane, EnhancedBody.SEQUENCE_START, out);
    }
    SequenceStart.write(codec, out);
    return true;
  }

  /// Appends the body of one sample.
  ///
  /// @return false, and appends nothing, if its track is not carried
  public boolean sample(Sample sample, ByteBuf out) {
    int index = indexOf(sample.trackId());
    if (index < 0) {
      return false;
    }
    Lane lane = lanes.get(index);
    ByteBuf payload = sample.payload();
    switch (lane.kind()) {
      case VIDEO -> videoFrame(lane, sample, out);
      case AUDIO -> audioFrame(lane, out);
      case DATA, TEXT -> published = FlvMetadata.valuesOf(payload, published);
    }
    out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    return true;
  }

  private static void videoFrame(Lane lane, Sample sample, ByteBuf out) {
    int frameType = sample.keyframe() ? FlvVideoReader.KEY_FRAME : FlvVideoReader.KEY_FRAME + 1;
    if (!VideoCodecId.isFourCc(lane.codecId)) {
      out.writeByte((frameType << 4) | lane.codecId);
    } else if (isLegacyAvc(lane)) {
      out.writeByte((frameType << 4) | VideoCodecId.LEGACY_AVC).writeByte(1);
      out.writeMedium(compositionMillis(sample));
    } else if (!VideoCodecId.hasCompositionTime(lane.codecId)) {
      videoHeader(lane, frameType, EnhancedBody.CODED_FRAMES, out);
    } else if (compositionMillis(sample) == 0) {
      videoHeader(lane, frameType, FlvVideoReader.CODED_FRAMES_X, out);
    } else {
      videoHeader(lane, frameType, EnhancedBody.CODED_FRAMES, out);
      out.writeMedium(compositionMillis(sample));
    }
  }

  private static void audioFrame(Lane lane, ByteBuf out) {
    if (lane.soundHeader < 0) {
      audioHeader(lane, EnhancedBody.CODED_FRAMES, out);
      return;
    }
    out.writeByte(lane.soundHeader);
    if (lane.codecId == AudioCodecId.AAC) {
      out.writeByte(1);
    }
  }

  private static boolean isLegacyAvc(Lane lane) {
    return lane.number == 0 && lane.codecId == VideoCodecId.AVC;
  }

  private static void videoHeader(Lane lane, int frameType, int packetType, ByteBuf out) {
    enhancedHeader(lane, 0x80 | (frameType << 4), FlvVideoReader.MULTITRACK, packetType, out);
  }

  private static void audioHeader(Lane lane, int packetType, ByteBuf out) {
    enhancedHeader(lane, AudioCodecId.ENHANCED << 4, FlvAudioReader.MULTITRACK, packetType, out);
  }

  /// See [EnhancedBody] for the layout.
  private static void enhancedHeader(
      Lane lane, int first, int multitrack, int packetType, ByteBuf out) {
    if (lane.number == 0) {
      out.writeByte(first | packetType).writeInt(lane.codecId);
    } else {
      out.writeByte(first | multitrack);
      out.writeByte((EnhancedBody.ONE_TRACK << 4) | packetType);
      out.writeInt(lane.codecId).writeByte(lane.number);
    }
  }

  /// Presentation minus decoding time after both are rounded, so that no player sees them drift.
  private static int compositionMillis(Sample sample) {
    long millis =
        Timescale.MILLIS.fromMicros(sample.ptsMicros())
            - Timescale.MILLIS.fromMicros(sample.dtsMicros());
    return Math.clamp(millis, MIN_COMPOSITION_MILLIS, MAX_COMPOSITION_MILLIS);
  }
}
