package dev.weir.mp4;

import dev.weir.ac3.Ac3SyncFrame;
import dev.weir.h26x.Mpeg2Unit;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.mpegaudio.MpegAudioHeader;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One entry of a sample description box, `stsd` (ISO/IEC 14496-12 8.5.2): which codec a track has.
///
/// ```
/// |reserved (48)|data_reference_index (16)|  pictures, sound or text: see the three classes
/// ```
///
/// @param codec what the samples are coded in; its configuration says NAL unit lengths of 4 bytes
///   whatever the file has, and an MPEG audio layer that only a frame can tell is taken as 3
/// @param nalLengthBytes bytes of the length before each NAL unit in the file's samples, 1, 2 or 4;
///   0 for codecs that have no NAL units
record SampleEntry(Codec codec, int nalLengthBytes) {
  private static final int COMMON_BYTES = 8;

  static SampleEntry of(Codec codec) {
    return new SampleEntry(codec, 0);
  }

  /// Whether samples have to tell the codec before the track can be announced: `avc3` and `hev1`
  /// may have their parameter sets there alone, QuickTime has no boxes for AC-3 and MPEG-2.
  boolean awaitsSamples() {
    return switch (codec) {
      case Codec.Avc avc -> avc.sps().isEmpty();
      case Codec.Hevc hevc -> hevc.sps().isEmpty();
      case Codec.Ac3 ac3 -> ac3.configuration().isEmpty();
      case Codec.OtherVideo(String name, Octets configuration, _) ->
          name.equals(Mpeg2Unit.CODEC_NAME) && configuration.isEmpty();
      case Codec.Video _, Codec.Audio _, Codec.Text _, Codec.Data _ -> false;
    };
  }

  /// The codec that a sample tells where the entry of `codec` does not tell all: the layer of MPEG
  /// audio, AC-3 and MPEG-2 in QuickTime. Null if this sample does not either.
  static @Nullable Codec toldBy(ByteBuf sample, Codec codec) {
    int bytes = sample.readableBytes();
    return switch (codec) {
      case Codec.Mp3 _ when bytes >= MpegAudioHeader.BYTES ->
          MpegAudioHeader.parse(sample.getInt(sample.readerIndex())).codec();
      case Codec.Ac3 _ when bytes >= Ac3SyncFrame.HEADER_BYTES ->
          Ac3SyncFrame.parse(sample).codec();
      case Codec.OtherVideo _ -> Mpeg2Unit.codec(sample);
      case Codec.Video _, Codec.Audio _, Codec.Text _, Codec.Data _ -> null;
    };
  }

  /// Reads an entry.
  ///
  /// @param type the type of its box
  /// @param stsdVersion the version of the `stsd` box, on which the layout of sound depends
  /// @param body what follows the box header; it is read through
  /// @throws MalformedMediaException if it is cut short, or its configuration is not sound
  /// @throws UnsupportedMediaException if it is of no codec that Weir has
  static SampleEntry read(int type, int stsdVersion, ByteBuf body) {
    String name = FourCc.text(type);
    require(name, body, COMMON_BYTES);
    body.skipBytes(COMMON_BYTES);
    return switch (name) {
      case "avc1", "avc3", "hvc1", "hev1", "dvh1", "dvhe", "av01", "dav1", "vp08", "vp09" ->
          VisualEntry.read(name, body);
      case "mp4v", "m2v1", "mp2v", "jpeg" -> VisualEntry.read(name, body);
      case "tx3g", "text", "wvtt" -> of(TextEntry.read(name, body));
      default -> of(AudioEntry.read(name, stsdVersion, body));
    };
  }

  /// Whether MP4 has an entry for `codec` that players know.
  static boolean carries(Codec codec) {
    return switch (codec) {
      case Codec.Avc _, Codec.Hevc _, Codec.Av1 _, Codec.Vp8 _, Codec.Vp9 _ -> true;
      case Codec.Aac _, Codec.Mp3 _, Codec.Opus _, Codec.Flac _, Codec.Ac3 _ -> true;
      case Codec.Pcm _, Codec.G711 _ -> true;
      case Codec.OtherVideo other -> List.of("MPEG4", "MPEG2", "JPEG").contains(other.name());
      case Codec.OtherAudio other -> other.name().equals("ALAC");
      case Codec.Text text -> text.format() != Codec.Text.Format.ASS;
      case Codec.Theora _, Codec.Vorbis _, Codec.Data _ -> false;
    };
  }

  /// Appends the entry of `codec`, which must be one that MP4 [#carries].
  static void write(Codec codec, ByteBuf out) {
    switch (codec) {
      case Codec.Video video -> VisualEntry.write(video, out);
      case Codec.Audio audio -> AudioEntry.write(audio, out);
      case Codec.Text text -> TextEntry.write(text, out);
      case Codec.Data _ -> throw new IllegalArgumentException(codec.name() + " has no entry");
    }
  }

  /// Appends a box header and what all entries have in common; returns where the box starts.
  static int begin(String type, ByteBuf out) {
    int start = BoxWriter.begin(type, out);
    out.writeZero(6);
    out.writeShort(1); // data_reference_index: this file
    return start;
  }

  /// Checks that an entry has at least so many bytes left.
  static void require(String type, ByteBuf in, int bytes) {
    if (in.readableBytes() < bytes) {
      throw new MalformedMediaException(
          "Sample entry '%s': %d bytes left, needs %d".formatted(type, in.readableBytes(), bytes));
    }
  }
}
