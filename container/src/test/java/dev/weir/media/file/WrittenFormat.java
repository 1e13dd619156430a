package dev.weir.media.file;

import dev.weir.aac.Adts;
import dev.weir.flac.FlacMuxer;
import dev.weir.flv.FlvMuxer;
import dev.weir.h26x.AnnexBMuxer;
import dev.weir.matroska.DocType;
import dev.weir.matroska.MatroskaMuxer;
import dev.weir.matroska.MatroskaVirtualFile;
import dev.weir.media.Codec;
import dev.weir.media.MemoryFile;
import dev.weir.media.Muxer;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.mp4.InitSegment;
import dev.weir.mp4.Mp4Muxer;
import dev.weir.mp4.Mp4VirtualFile;
import dev.weir.mp4.Mp4VirtualReader;
import dev.weir.mpegaudio.Mp3;
import dev.weir.ogg.OggMuxer;
import dev.weir.subtitle.JsonMuxer;
import dev.weir.subtitle.SubtitleMuxer;
import dev.weir.ts.TsMuxer;
import dev.weir.vpx.IvfMuxer;
import dev.weir.wav.WavMuxer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Every format that Weir writes, in each way that it writes it.
@SuppressWarnings("ImmutableEnumChecker") // method references and writers without state
enum WrittenFormat {
  FLV("FLV", "flv", FlvMuxer::carries, live(FlvMuxer::new)),
  MP4_LIVE("MP4", "mp4", Mp4Muxer::carries, live(() -> new Mp4Muxer(Mp4Muxer.Start.STREAM))),
  MP4_FILE("MP4", "mp4", WrittenFormat::isInMp4File, WrittenFormat::mp4File),
  TS("TS", "ts", TsMuxer::carries, live(TsMuxer::new)),
  MATROSKA_LIVE(
      "Matroska",
      "mkv",
      DocType.MATROSKA::carries,
      live(() -> new MatroskaMuxer(DocType.MATROSKA))),
  MATROSKA_FILE("Matroska", "mkv", DocType.MATROSKA::carries, matroskaFile(DocType.MATROSKA)),
  WEBM_LIVE("WebM", "webm", DocType.WEBM::carries, live(() -> new MatroskaMuxer(DocType.WEBM))),
  WEBM_FILE("WebM", "webm", DocType.WEBM::carries, matroskaFile(DocType.WEBM)),
  OGG_LIVE("Ogg", "ogg", OggMuxer::carries, live(OggMuxer::new)),
  OGG_FILE("Ogg", "ogg", OggMuxer::carries, WrittenFormat::oggFile),
  WAV("WAV", "wav", WavMuxer::carries, live(WavMuxer::new)),
  MP3("MP3", "mp3", Mp3::carries, live(Mp3::muxer)),
  ADTS("ADTS", "aac", Adts::carries, live(Adts::muxer)),
  FLAC("FLAC", "flac", FlacMuxer::carries, live(FlacMuxer::new)),
  H264("Annex B", "h264", codec -> codec instanceof Codec.Avc, live(AnnexBMuxer::new)),
  H265("Annex B", "h265", codec -> codec instanceof Codec.Hevc, live(AnnexBMuxer::new)),
  IVF("IVF", "ivf", IvfMuxer::carries, live(IvfMuxer::new)),
  SUBRIP("SubRip", "srt", SubtitleMuxer::carries, live(SubtitleMuxer::subRip)),
  WEBVTT("WebVTT", "vtt", SubtitleMuxer::carries, live(SubtitleMuxer::webVtt)),
  JSON("JSON", "json", JsonMuxer::carries, live(JsonMuxer::array));

  private interface Writing {
    void write(Track track, List<Sample> samples, ByteBuf out) throws IOException;
  }

  private final String column;
  private final String ending;
  private final Predicate<Codec> carries;
  private final Writing writing;

  WrittenFormat(String column, String ending, Predicate<Codec> carries, Writing writing) {
    this.column = column;
    this.ending = ending;
    this.carries = carries;
    this.writing = writing;
  }

  /// What tables call it.
  String column() {
    return column;
  }

  /// What names of such files end with, without the dot.
  String ending() {
    return ending;
  }

  /// Whether decoding times are written, and need not be guessed from those of presentation.
  boolean hasDecodingTimes() {
    return switch (this) {
      case FLV, MP4_LIVE, MP4_FILE, TS -> true;
      default -> false;
    };
  }

  boolean carries(Codec codec) {
    return carries.test(codec);
  }

  /// The file of one track.
  byte[] write(Track track, List<Sample> samples) {
    ByteBuf out = Unpooled.buffer();
    try {
      // A muxer may read through the payloads it is given.
      List<Sample> lent = samples.stream().map(s -> s.with(s.payload().duplicate())).toList();
      writing.write(track, lent, out);
      return Octets.copyOf(out).toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Writing live(Supplier<Muxer> muxers) {
    return (track, samples, out) -> {
      Muxer muxer = muxers.get();
      muxer.track(track, Unpooled.buffer());
      muxer.header(out);
      samples.forEach(sample -> muxer.sample(sample, out));
    };
  }

  private static void oggFile(Track track, List<Sample> samples, ByteBuf out) {
    OggMuxer muxer = OggMuxer.ofFile();
    muxer.track(track, Unpooled.buffer());
    muxer.header(out);
    samples.forEach(sample -> muxer.sample(sample, out));
    muxer.end(out);
  }

  /// Text stands beside sound or pictures only.
  private static boolean isInMp4File(Codec codec) {
    return InitSegment.carries(codec) && !(codec instanceof Codec.Text);
  }

  private static void mp4File(Track track, List<Sample> samples, ByteBuf out) throws IOException {
    Mp4VirtualFile file =
        Mp4VirtualFile.of(new MemoryFile(List.of(track), samples), Set.of(track.id()));
    try (Mp4VirtualReader reader = file.open(0)) {
      while (reader.read(out, 1 << 16) > 0) {
        // Until the end.
      }
    }
  }

  private static Writing matroskaFile(DocType type) {
    return (track, samples, out) -> {
      MatroskaVirtualFile file =
          new MatroskaVirtualFile(new MemoryFile(List.of(track), samples), type);
      try (MatroskaVirtualFile.Reader reader = file.open(0)) {
        reader.read(out, Integer.MAX_VALUE);
      }
    };
  }
}
