package dev.weir.flv;

import dev.weir.av1.Obus;
import dev.weir.av1.TemporalUnit;
import dev.weir.h26x.AccessUnit;
import dev.weir.h26x.AvcConfiguration;
import dev.weir.h26x.HevcConfiguration;
import dev.weir.h26x.NalUnits;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.vpx.Vp8FrameHeader;
import dev.weir.vpx.Vp9Configuration;
import dev.weir.vpx.Vp9FrameHeader;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// One video track of an FLV stream: its codec, and its frames in Weir's form.
///
/// Not thread-safe.
final class FlvVideoTrack {
  private final int id;
  private final TrackSink sink;
  private final AccessUnit avcUnit = new AccessUnit(false);
  private final AccessUnit hevcUnit = new AccessUnit(true);
  private final TemporalUnit av1Unit = new TemporalUnit();

  private int codecId = VideoCodecId.NONE; // of the last sequence header or announcement
  private int lengthBytes = NalUnits.LENGTH_BYTES; // as the last sequence header says
  private Codec.@Nullable Video own; // what the codec's headers say
  private Codec.@Nullable Video announced; // own with the colours of colorInfo
  private @Nullable ColorInfo colorInfo;
  private Codec.@Nullable Vp9 vp9Record; // without a picture size
  private long dropped;

  FlvVideoTrack(int id, TrackSink sink) {
    this.id = id;
    this.sink = sink;
  }

  long dropped() {
    return dropped;
  }

  /// Reads the decoder configuration that starts a sequence. An empty one says nothing: some
  /// encoders send it before they know their parameter sets.
  void sequenceStart(int fourCc, ByteBuf body) {
    if (!body.isReadable()) {
      return;
    }
    if (fourCc == VideoCodecId.AVC) {
      Octets record = Octets.copyOf(body);
      Codec.Avc codec = AvcConfiguration.parse(record);
      lengthBytes = AvcConfiguration.lengthBytes(record);
      announce(fourCc, codec);
    } else if (fourCc == VideoCodecId.HEVC) {
      Octets record = Octets.copyOf(body);
      Codec.Hevc codec = HevcConfiguration.parse(record);
      lengthBytes = HevcConfiguration.lengthBytes(record);
      announce(fourCc, codec);
    } else if (fourCc == VideoCodecId.AV1) {
      announce(fourCc, av1Unit.ofConfiguration(Octets.copyOf(body)));
    } else if (fourCc == VideoCodecId.VP9) {
      vp9Record = Vp9Configuration.parse(Octets.copyOf(body));
    } else if (fourCc != VideoCodecId.VP8) {
      dropped++;
    } // VP8 and VP9: a keyframe has the picture size, and with it the track is announced.
  }

  /// Announces a codec that is carried without being looked into.
  void announceOther(int codec, String name, int width, int height) {
    if (codecId != codec) {
      announce(codec, new Codec.OtherVideo(name, Octets.EMPTY, Picture.ofSize(width, height)));
    }
  }

  /// Puts the colours of a metadata frame in force, or takes them back.
  void colorInfo(@Nullable ColorInfo info) {
    colorInfo = info;
    if (own != null) {
      announce(codecId, own);
    }
  }

  /// Reads one frame.
  void frame(int codec, long dtsMicros, int ptsOffsetMicros, boolean keyframe, ByteBuf body) {
    if (!body.isReadable()) {
      return;
    }
    if (codec == VideoCodecId.AVC) {
      nalFrame(avcUnit, codec, dtsMicros, ptsOffsetMicros, keyframe, body);
    } else if (codec == VideoCodecId.HEVC) {
      nalFrame(hevcUnit, codec, dtsMicros, ptsOffsetMicros, keyframe, body);
    } else if (codec == VideoCodecId.AV1) {
      av1Frame(dtsMicros, keyframe, body);
    } else {
      if (keyframe && codec == VideoCodecId.VP8) {
        announce(codec, new Codec.Vp8(Vp8FrameHeader.parse(body).picture()));
      } else if (keyframe && codec == VideoCodecId.VP9) {
        announceVp9(body);
      }
      emit(codec, dtsMicros, ptsOffsetMicros, keyframe, body);
    }
  }

  private void nalFrame(
      AccessUnit unit,
      int codec,
      long dtsMicros,
      int ptsOffsetMicros,
      boolean keyframe,
      ByteBuf body) {
    if (codecId == codec && lengthBytes != NalUnits.LENGTH_BYTES) {
      ByteBuf normal = body.alloc().buffer(body.readableBytes() * 2);
      try {
        NalUnits.normalizeLengths(body, lengthBytes, normal);
        cleanFrame(unit, codec, dtsMicros, ptsOffsetMicros, keyframe, normal);
      } finally {
        normal.release();
      }
    } else {
      cleanFrame(unit, codec, dtsMicros, ptsOffsetMicros, keyframe, body);
    }
  }

  private void cleanFrame(
      AccessUnit unit,
      int codec,
      long dtsMicros,
      int ptsOffsetMicros,
      boolean keyframe,
      ByteBuf body) {
    Codec.Video current = codecId == codec ? own : null;
    unit.scan(body, current);
    if (unit.setsChanged()) {
      Codec.Video changed = unit.withSetsOf(body, current);
      if (changed != null) {
        announce(codec, changed);
      }
    }
    if (!unit.hasPicture()) {
      return;
    }
    // The container is believed: an entry point by recovery point SEI has no IDR picture.
    boolean key = keyframe || unit.isKeyframe();
    if (unit.isClean()) {
      emit(codec, dtsMicros, ptsOffsetMicros, key, body);
      return;
    }
    ByteBuf clean = body.alloc().buffer(body.readableBytes());
    try {
      unit.copyClean(body, clean);
      emit(codec, dtsMicros, ptsOffsetMicros, key, clean);
    } finally {
      clean.release();
    }
  }

  private void av1Frame(long dtsMicros, boolean keyframe, ByteBuf body) {
    if (keyframe) {
      Codec.Av1 changed = av1Unit.changedCodec(body);
      if (changed != null) {
        announce(VideoCodecId.AV1, changed);
      }
    }
    if (TemporalUnit.isClean(body)) {
      emit(VideoCodecId.AV1, dtsMicros, 0, keyframe, body);
      return;
    }
    ByteBuf clean = body.alloc().buffer(body.readableBytes() + Long.BYTES);
    try {
      Obus.toSample(body, clean);
      emit(VideoCodecId.AV1, dtsMicros, 0, keyframe, clean);
    } finally {
      clean.release();
    }
  }

  /// The frame knows its size, the record knows level and colours better.
  private void announceVp9(ByteBuf keyframe) {
    Codec.Vp9 codec = Vp9FrameHeader.parse(keyframe).codec();
    if (vp9Record != null) {
      Picture size = codec.picture();
      Picture picture = new Picture(size.width(), size.height(), 0, vp9Record.picture().colour());
      codec = new Codec.Vp9(codec.profile(), vp9Record.level(), picture);
    }
    announce(VideoCodecId.VP9, codec);
  }

  private void announce(int codec, Codec.Video found) {
    codecId = codec;
    own = found;
    Codec.Video shown = colorInfo == null ? found : colorInfo.applyTo(found);
    // OBS sends the sequence header twice; the second one must not restart the track.
    if (!shown.equals(announced)) {
      announced = shown;
      sink.track(Track.of(id, shown));
    }
  }

  private void emit(
      int codec, long dtsMicros, int ptsOffsetMicros, boolean keyframe, ByteBuf payload) {
    if (announced == null || codec != codecId) {
      dropped++;
      return;
    }
    sink.sample(new Sample(id, dtsMicros, ptsOffsetMicros, keyframe, payload));
  }
}
