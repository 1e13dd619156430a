package dev.weir.bench.formats;

import dev.weir.aac.Adts;
import dev.weir.flac.FlacMuxer;
import dev.weir.flv.FlvMuxer;
import dev.weir.h26x.AnnexBMuxer;
import dev.weir.matroska.DocType;
import dev.weir.matroska.MatroskaMuxer;
import dev.weir.media.Muxer;
import dev.weir.media.file.MediaFormat;
import dev.weir.mp4.Mp4Muxer;
import dev.weir.mpegaudio.Mp3;
import dev.weir.ogg.OggMuxer;
import dev.weir.ts.TsMuxer;
import dev.weir.vpx.IvfMuxer;
import dev.weir.wav.WavMuxer;
import java.util.function.Supplier;

/// The formats of files that are measured, and what is in them.
@SuppressWarnings("ImmutableEnumChecker") // constructors and method references have no state
public enum FileRow {
  FLV(Recipe.H264_AAC, MediaFormat.FLV, FlvMuxer::new, "flv"),
  MP4(Recipe.H264_AAC, MediaFormat.MP4, () -> new Mp4Muxer(Mp4Muxer.Start.STREAM), "mp4"),
  TS(Recipe.H264_AAC, MediaFormat.TS, TsMuxer::new, "mpegts"),
  MATROSKA(
      Recipe.H264_AAC, MediaFormat.MATROSKA, () -> new MatroskaMuxer(DocType.MATROSKA), "matroska"),
  WEBM(Recipe.VP8_OPUS, MediaFormat.MATROSKA, () -> new MatroskaMuxer(DocType.WEBM), "webm"),
  OGG(Recipe.VP8_OPUS, MediaFormat.OGG, OggMuxer::new, "ogg"),
  ANNEX_B(Recipe.H264_AAC, MediaFormat.H264, AnnexBMuxer::new, "h264"),
  IVF(Recipe.VP8_OPUS, MediaFormat.IVF, IvfMuxer::new, "ivf"),
  ADTS(Recipe.H264_AAC, MediaFormat.ADTS, Adts::muxer, "adts"),
  WAV(Recipe.PCM, MediaFormat.WAV, WavMuxer::new, "wav"),
  FLAC(Recipe.FLAC, MediaFormat.FLAC, FlacMuxer::new, "flac"),
  MPEG_AUDIO(Recipe.MP3, MediaFormat.MP3, Mp3::muxer, "mp3");

  final Recipe recipe;
  final MediaFormat format;
  final Supplier<Muxer> muxers;
  final String ffmpegName;

  FileRow(Recipe recipe, MediaFormat format, Supplier<Muxer> muxers, String ffmpegName) {
    this.recipe = recipe;
    this.format = format;
    this.muxers = muxers;
    this.ffmpegName = ffmpegName;
  }
}
