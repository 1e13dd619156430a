package dev.weir.bench.formats;

import dev.weir.aac.Adts;
import dev.weir.flac.FlacMuxer;
import dev.weir.flv.FlvMuxer;
import dev.weir.h26x.AnnexBMuxer;
import dev.weir.matroska.DocType;
import dev.weir.matroska.MatroskaMuxer;
import dev.weir.media.Demuxer;
import dev.weir.media.Muxer;
import dev.weir.media.Sample;
import dev.weir.media.TrackSink;
import dev.weir.media.file.MediaFormat;
import dev.weir.mp4.Mp4Muxer;
import dev.weir.mpegaudio.Mp3;
import dev.weir.ogg.OggMuxer;
import dev.weir.ts.TsMuxer;
import dev.weir.vpx.IvfMuxer;
import dev.weir.wav.WavMuxer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What reading and writing each format of files costs beside a plain copy of the same bytes, and
/// beside FFmpeg's `-c copy`.
final class FileRates {
  /// Titles of a line.
  static final String TITLES = "| format | MB | " + Cost.COLUMNS + " | FFmpeg ms | Weir ms |";

  private static final int PIECE_BYTES = 1 << 16;
  private static final int ROOM_BYTES = 1 << 20;

  @SuppressWarnings("ImmutableEnumChecker") // constructors and method references have no state
  private enum Row {
    FLV(Recipe.H264_AAC, MediaFormat.FLV, FlvMuxer::new, "flv"),
    MP4(Recipe.H264_AAC, MediaFormat.MP4, () -> new Mp4Muxer(Mp4Muxer.Start.STREAM), "mp4"),
    TS(Recipe.H264_AAC, MediaFormat.TS, TsMuxer::new, "mpegts"),
    MATROSKA(
        Recipe.H264_AAC,
        MediaFormat.MATROSKA,
        () -> new MatroskaMuxer(DocType.MATROSKA),
        "matroska"),
    WEBM(Recipe.VP8_OPUS, MediaFormat.MATROSKA, () -> new MatroskaMuxer(DocType.WEBM), "webm"),
    OGG(Recipe.VP8_OPUS, MediaFormat.OGG, OggMuxer::new, "ogg"),
    ANNEX_B(Recipe.H264_AAC, MediaFormat.H264, AnnexBMuxer::new, "h264"),
    IVF(Recipe.VP8_OPUS, MediaFormat.IVF, IvfMuxer::new, "ivf"),
    ADTS(Recipe.H264_AAC, MediaFormat.ADTS, Adts::muxer, "adts"),
    WAV(Recipe.PCM, MediaFormat.WAV, WavMuxer::new, "wav"),
    FLAC(Recipe.FLAC, MediaFormat.FLAC, FlacMuxer::new, "flac"),
    MPEG_AUDIO(Recipe.MP3, MediaFormat.MP3, Mp3::muxer, "mp3");

    private final Recipe recipe;
    private final MediaFormat format;
    private final Supplier<Muxer> muxers;
    private final String ffmpegName;

    Row(Recipe recipe, MediaFormat format, Supplier<Muxer> muxers, String ffmpegName) {
      this.recipe = recipe;
      this.format = format;
      this.muxers = muxers;
      this.ffmpegName = ffmpegName;
    }
  }

  private FileRates() {}

  /// The names of the lines.
  static List<String> names() {
    return Stream.of(Row.values()).map(Row::name).toList();
  }

  /// Prints the line of a name.
  static void measure(String name, Path directory) throws IOException {
    Row row = Row.valueOf(name);
    Media media = Media.of(row.recipe, directory);
    Path written = directory.resolve(row + "." + row.format.extensions().getFirst());
    ByteBuf bytes = whole(row, media, written);
    Cost copy = Cost.ofCopy(bytes);
    Counting sink = new Counting();
    Cost read = Cost.of(() -> read(row.format, bytes, sink));
    Counting once = new Counting();
    read(row.format, bytes, once);
    Cost write = write(row, media);
    double ffmpegMillis = 1e3 * CopyingFfmpeg.seconds(written, row.ffmpegName);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f | %s | %.0f | %.1f |%n",
        row.name().toLowerCase(Locale.ROOT),
        bytes.readableBytes() / 1e6,
        Cost.columns(bytes, copy, read, write, once.samples()),
        ffmpegMillis,
        (read.nanos() + write.nanos()) / 1e6);
    bytes.release();
  }

  /// The file, off-heap, as it comes from sockets and files; also on disk, for FFmpeg.
  private static ByteBuf whole(Row row, Media media, Path file) throws IOException {
    ByteBuf out = Unpooled.directBuffer();
    Muxer muxer = media.muxer(row.muxers);
    muxer.header(out);
    media.samples().forEach(sample -> muxer.sample(sample, out));
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.write(out.nioBuffer());
    }
    return out;
  }

  private static void read(MediaFormat format, ByteBuf bytes, TrackSink sink) {
    try (Demuxer demuxer = format.demuxer(sink)) {
      int end = bytes.writerIndex();
      ByteBuf piece = bytes.duplicate();
      for (int at = 0; at < end; at += PIECE_BYTES) {
        piece.setIndex(at, Math.min(end, at + PIECE_BYTES));
        demuxer.read(piece);
      }
      demuxer.end();
    }
  }

  /// Pieces leave as they are ready, so the room is used again.
  private static Cost write(Row row, Media media) throws IOException {
    ByteBuf out = Unpooled.directBuffer(2 * ROOM_BYTES);
    Cost cost =
        Cost.of(() -> {
          Muxer muxer = media.muxer(row.muxers);
          muxer.header(out.clear());
          List<Sample> samples = media.samples();
          for (int i = 0; i < samples.size(); i++) {
            muxer.sample(samples.get(i), out);
            if (out.writerIndex() > ROOM_BYTES) {
              out.clear();
            }
          }
        });
    out.release();
    return cost;
  }
}
