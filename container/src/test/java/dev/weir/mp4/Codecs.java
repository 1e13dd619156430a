package dev.weir.mp4;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.ac3.Ac3Configuration;
import dev.weir.av1.Av1Configuration;
import dev.weir.flac.StreamInfo;
import dev.weir.h26x.AvcConfiguration;
import dev.weir.h26x.HevcConfiguration;
import dev.weir.media.Codec;
import dev.weir.media.Codec.Text.Format;
import dev.weir.media.Colour;
import dev.weir.media.DolbyVision;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.opus.OpusHead;
import java.util.List;
import java.util.stream.Stream;

/// One codec of every kind that MP4 carries, with configurations that encoders made.
final class Codecs {
  static final Codec.Avc AVC =
      AvcConfiguration.parse(
          Octets.ofHex(
              "0164000cffe1001c6764000cacd941419f9f016a020202800000030080000019078a14cb01000668ebe3cb22c0fdf8f800"));
  static final Codec.Hevc HEVC =
      HevcConfiguration.of(
          List.of(Octets.ofHex("40010c01ffff01600000030090000003000003003c959809")),
          List.of(
              Octets.ofHex(
                  "42010101600000030090000003000003003ca00a080b9f796566924caf016808000003000800000300c840")),
          List.of(Octets.ofHex("4401c172b46240")));
  static final Codec.Av1 AV1 =
      Av1Configuration.parse(Octets.ofHex("81000c00 0a0b000000043cfeccdaf90040"));
  static final Codec.Vp8 VP8 = new Codec.Vp8(Picture.ofSize(320, 180));
  static final Codec.Vp9 VP9 =
      new Codec.Vp9(2, 41, new Picture(1920, 1080, 0, new Colour(9, 16, 9, false, 10, 1)));
  static final Codec.Aac AAC = AudioSpecificConfig.of(2, 48_000, 2);
  static final Codec.Opus OPUS = OpusHead.of(2);
  static final Codec.Flac FLAC =
      StreamInfo.parse(
          Octets.ofHex("1200120000 02f10004f3 0ac440f00000ac449ba95e857124355c11330d327eb66b24"));
  static final Codec.Ac3 AC3 = Ac3Configuration.parse(false, Octets.ofHex("103dc0"), 0);
  static final Codec.Ac3 EAC3 = Ac3Configuration.parse(true, Octets.ofHex("0600200f00"), 0);
  static final Codec.OtherAudio ALAC =
      new Codec.OtherAudio(
          "ALAC", Octets.ofHex("000010000010280a0e0200ff0000000000000000" + "0000ac44"), 44_100, 2);
  static final Codec.Text WEBVTT =
      new Codec.Text(
          Format.WEBVTT,
          Octets.of(
              "WEBVTT\n\nSTYLE\n::cue {}".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
  static final Codec.Text TX3G = new Codec.Text(Format.TX3G, Octets.EMPTY);

  private Codecs() {}

  /// All of them.
  static Stream<Codec> all() {
    return Stream.of(
        AVC,
        HEVC,
        new DolbyVision(DolbyVision.HEVC_ALONE, 6, 0).of(HEVC),
        new DolbyVision(DolbyVision.HEVC, 9, 4).of(HEVC),
        AV1,
        new DolbyVision(DolbyVision.AV1, 1, 0).of(AV1),
        new DolbyVision(DolbyVision.AV1, 10, 1).of(AV1),
        VP8,
        VP9,
        new Codec.OtherVideo("MPEG4", Octets.ofHex("000001b001"), Picture.ofSize(640, 480)),
        new Codec.OtherVideo("MPEG2", Octets.EMPTY, Picture.ofSize(720, 576)),
        new Codec.OtherVideo("JPEG", Octets.EMPTY, Picture.ofSize(640, 480)),
        AAC,
        AudioSpecificConfig.of(5, 44_100, 2),
        AudioSpecificConfig.of(2, 96_000, 6),
        new Codec.Mp3(3, 44_100, 2),
        new Codec.Mp3(3, 22_050, 1),
        OPUS,
        OpusHead.of(6),
        FLAC,
        AC3,
        EAC3,
        ALAC,
        new Codec.G711(true, 8000, 1),
        new Codec.G711(false, 16_000, 2),
        new Codec.Pcm(8, true, false, 8000, 1),
        new Codec.Pcm(16, false, false, 48_000, 2),
        new Codec.Pcm(16, true, false, 44_100, 2),
        new Codec.Pcm(16, true, false, 192_000, 8),
        new Codec.Pcm(24, false, false, 96_000, 2),
        new Codec.Pcm(32, true, false, 48_000, 1),
        new Codec.Pcm(32, false, true, 48_000, 2),
        new Codec.Pcm(64, true, true, 48_000, 2),
        TX3G,
        WEBVTT);
  }
}
