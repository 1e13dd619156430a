package dev.weir.matroska;

import dev.weir.ac3.Ac3SyncFrame;
import dev.weir.av1.Obus;
import dev.weir.av1.TemporalUnit;
import dev.weir.h26x.AccessUnit;
import dev.weir.h26x.AvcConfiguration;
import dev.weir.h26x.HevcConfiguration;
import dev.weir.h26x.NalUnits;
import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.mpegaudio.MpegAudioHeader;
import dev.weir.vpx.Vp8FrameHeader;
import dev.weir.vpx.Vp9FrameHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// Puts the frames of a track into Weir's form, and follows what they say of their codec.
///
/// Not thread-safe; [#close] gives back the memory.
final class FrameForm {
  private final Codec stated; // what the TrackEntry says
  private final Picture container;
  private final AccessUnit unit;
  private final TemporalUnit temporalUnit = new TemporalUnit();
  private final int nalLengthBytes;
  private final ByteBuf normal = Unpooled.buffer(0);
  private final ByteBuf clean = Unpooled.buffer(0);

  private @Nullable Codec codec; // null until a frame says it, where the entry does not

  FrameForm(Codec stated, TrackEntry entry) {
    this.stated = stated;
    this.container = entry.picture();
    this.unit = new AccessUnit(stated instanceof Codec.Hevc);
    this.nalLengthBytes = nalLengthBytes(stated, entry.codecPrivate);
    this.codec =
        switch (stated) {
          case Codec.Vp8 _, Codec.Vp9 _, Codec.Mp3 _, Codec.Ac3 _ -> null;
          case Codec.Av1 av1 -> withPicture(temporalUnit.ofConfiguration(av1.configuration()));
          case Codec.Video video -> withPicture(video);
          case Codec.Audio _, Codec.Text _, Codec.Data _ -> stated;
        };
  }

  private static int nalLengthBytes(Codec codec, Octets configuration) {
    return switch (codec) {
      case Codec.Avc _ -> AvcConfiguration.lengthBytes(configuration);
      case Codec.Hevc _ -> HevcConfiguration.lengthBytes(configuration);
      default -> NalUnits.LENGTH_BYTES;
    };
  }

  boolean isText() {
    return stated instanceof Codec.Text;
  }

  /// What is known of the codec so far.
  @Nullable Codec codec() {
    return codec;
  }

  /// Whether the frame converted last is a keyframe whatever its block says.
  boolean isKeyframe() {
    return (stated instanceof Codec.Avc || stated instanceof Codec.Hevc) && unit.isKeyframe();
  }

  /// Whether no picture after the one converted last is shown before it: so it is with IDR pictures
  /// of H.264, while those of H.265 may have leading pictures.
  boolean startsAnew() {
    return stated instanceof Codec.Avc && unit.isKeyframe();
  }

  void close() {
    normal.release();
    clean.release();
  }

  /// The payload, which is `frame` itself or valid until the next call; null if nothing is left of
  /// it.
  ///
  /// @throws MediaException if it is not a frame of the codec
  @Nullable ByteBuf convert(ByteBuf frame, boolean keyframe) {
    switch (stated) {
      case Codec.Avc _, Codec.Hevc _ -> {
        return nalFrame(frame);
      }
      case Codec.Av1 _ -> {
        return av1Frame(frame, keyframe);
      }
      case Codec.Vp8 _ when keyframe ->
          codec = withPicture(new Codec.Vp8(Vp8FrameHeader.parse(frame).picture()));
      case Codec.Vp9(_, int level, _) when keyframe -> {
        Codec.Vp9 found = Vp9FrameHeader.parse(frame).codec();
        codec = withPicture(new Codec.Vp9(found.profile(), level, found.picture()));
      }
      case Codec.Mp3 _ -> codec = MpegAudioHeader.parse(firstInt(frame)).codec();
      case Codec.Ac3 _ -> ac3(Ac3SyncFrame.parse(frame).codec());
      default -> {}
    }
    return frame.isReadable() ? frame : null;
  }

  private static int firstInt(ByteBuf frame) {
    return frame.readableBytes() < Integer.BYTES ? 0 : frame.getInt(frame.readerIndex());
  }

  /// The configuration of E-AC-3 holds a bit rate that may differ from frame to frame; that alone
  /// is no change.
  private void ac3(Codec.Ac3 found) {
    boolean same =
        codec instanceof Codec.Ac3 old
            && old.enhanced() == found.enhanced()
            && old.sampleRate() == found.sampleRate()
            && old.channels() == found.channels();
    codec = same ? codec : found;
  }

  private @Nullable ByteBuf nalFrame(ByteBuf frame) {
    ByteBuf whole = frame;
    if (nalLengthBytes != NalUnits.LENGTH_BYTES) {
      normal.clear();
      NalUnits.normalizeLengths(frame, nalLengthBytes, normal);
      whole = normal;
    }
    Codec.Video current = (Codec.Video) codec;
    unit.scan(whole, current);
    if (unit.setsChanged()) {
      Codec.Video changed = unit.withSetsOf(whole, current);
      codec = changed == null ? codec : withPicture(changed);
    }
    if (!unit.hasPicture() || unit.isClean()) {
      return unit.hasPicture() ? whole : null;
    }
    unit.copyClean(whole, clean.clear());
    return clean;
  }

  private @Nullable ByteBuf av1Frame(ByteBuf frame, boolean keyframe) {
    if (keyframe) {
      Codec.Av1 changed = temporalUnit.changedCodec(frame);
      codec = changed == null ? codec : withPicture(changed);
    }
    if (!TemporalUnit.isClean(frame)) {
      Obus.toSample(frame, clean.clear());
      return clean.isReadable() ? clean : null;
    }
    return frame.isReadable() ? frame : null;
  }

  /// `video` with what its own headers leave open from the container.
  private Codec.Video withPicture(Codec.Video video) {
    Picture own = video.picture();
    Picture picture =
        new Picture(
            own.width() == 0 ? container.width() : own.width(),
            own.height() == 0 ? container.height() : own.height(),
            own.framesPerSecond() > 0 ? own.framesPerSecond() : container.framesPerSecond(),
            colour(own.colour()));
    return switch (video) {
      case Codec.Avc(var configuration, var sps, var pps, _) ->
          new Codec.Avc(configuration, sps, pps, picture);
      case Codec.Hevc(var configuration, var vps, var sps, var pps, _, var name) ->
          new Codec.Hevc(configuration, vps, sps, pps, picture, name);
      case Codec.Av1(var configuration, _, var name) -> new Codec.Av1(configuration, picture, name);
      case Codec.Vp8 _ -> new Codec.Vp8(picture);
      case Codec.Vp9(int profile, int level, _) -> new Codec.Vp9(profile, level, picture);
      case Codec.Theora _, Codec.OtherVideo _ -> video;
    };
  }

  private Colour colour(Colour own) {
    Colour said = container.colour();
    Colour unspecified = Colour.UNSPECIFIED;
    boolean open =
        own.primaries() == unspecified.primaries()
            && own.transfer() == unspecified.transfer()
            && own.matrix() == unspecified.matrix();
    return open
        ? new Colour(
            said.primaries(),
            said.transfer(),
            said.matrix(),
            own.fullRange() || said.fullRange(),
            own.bitDepth(),
            own.chroma())
        : own;
  }
}
