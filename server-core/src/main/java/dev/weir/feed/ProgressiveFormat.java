package dev.weir.feed;

import dev.weir.aac.Adts;
import dev.weir.flac.FlacMuxer;
import dev.weir.flv.FlvMuxer;
import dev.weir.h26x.AnnexBMuxer;
import dev.weir.matroska.DocType;
import dev.weir.matroska.MatroskaMuxer;
import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Track;
import dev.weir.mp4.Mp4Muxer;
import dev.weir.mp4.SegmentBoxes;
import dev.weir.mpegaudio.Mp3;
import dev.weir.ogg.OggMuxer;
import dev.weir.stream.TrackChoice.Room;
import dev.weir.subtitle.JsonMuxer;
import dev.weir.subtitle.SubtitleMuxer;
import dev.weir.ts.TsMuxer;
import dev.weir.wav.WavMuxer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The formats that a stream is given in as one endless file, over HTTP and on disk: this table
/// decides what exists under which ending, and what it carries.
@SuppressWarnings("ImmutableEnumChecker") // method references and List.of are immutable
public enum ProgressiveFormat implements FeedFormat {
  /// Flash Video.
  FLV("FLV", "video/x-flv", Room.ONE, FlvMuxer::carries, FlvMuxer::new, "flv"),
  /// Fragmented MP4.
  MP4(
      "MP4",
      "video/mp4",
      Room.ONE,
      Mp4Muxer::carries,
      () -> new Mp4Muxer(Mp4Muxer.Start.NOW),
      "mp4",
      "fmp4",
      "3gp"),
  /// WebM.
  WEBM(
      "EBML",
      "video/webm",
      Room.MANY,
      DocType.WEBM::carries,
      () -> new MatroskaMuxer(DocType.WEBM),
      "webm"),
  /// Matroska.
  MKV(
      "EBML",
      "video/x-matroska",
      Room.MANY,
      DocType.MATROSKA::carries,
      () -> new MatroskaMuxer(DocType.MATROSKA),
      "mkv"),
  /// MPEG transport stream.
  TS("HTTPTS", "video/mp2t", Room.MANY, TsMuxer::carries, TsMuxer::new, "ts"),
  /// Ogg.
  OGG("OGG", "application/ogg", Room.ONE, OggMuxer::carries, OggMuxer::new, "ogg", "oga", "opus"),
  /// RIFF WAVE.
  WAV("WAV", "audio/wav", Room.ONE, WavMuxer::carries, WavMuxer::new, "wav"),
  /// H.264 or H.265 with start codes.
  H264("H264", "video/h264", Room.ONE, AnnexBMuxer::carries, AnnexBMuxer::new, "h264"),
  /// MPEG audio, frame after frame.
  MP3("MP3", "audio/mpeg", Room.ONE, Mp3::carries, Mp3::muxer, "mp3"),
  /// AAC with ADTS headers.
  AAC("AAC", "audio/aac", Room.ONE, Adts::carries, Adts::muxer, "aac"),
  /// Native FLAC.
  FLAC("FLAC", "audio/flac", Room.ONE, FlacMuxer::carries, FlacMuxer::new, "flac"),
  /// SubRip subtitles.
  SRT(
      "SubRip",
      "text/plain; charset=utf-8",
      Room.ONE,
      SubtitleMuxer::carries,
      SubtitleMuxer::subRip,
      "srt"),
  /// WebVTT subtitles.
  VTT(
      "SubRip",
      "text/vtt; charset=utf-8",
      Room.ONE,
      SubtitleMuxer::carries,
      SubtitleMuxer::webVtt,
      "vtt",
      "webvtt"),
  /// Messages, as one array that grows.
  JSON("JSON", "application/json", Room.MANY, JsonMuxer::carries, JsonMuxer::array, "json");

  private final String connector;
  private final String contentType;
  private final Room room;
  private final Predicate<Codec> carries;
  private final Supplier<Muxer> muxers;
  private final List<String> endings;

  ProgressiveFormat(
      String connector,
      String contentType,
      Room room,
      Predicate<Codec> carries,
      Supplier<Muxer> muxers,
      String... endings) {
    this.connector = connector;
    this.contentType = contentType;
    this.room = room;
    this.carries = carries;
    this.muxers = muxers;
    this.endings = List.of(endings);
  }

  /// Whether it is a list to be read at once, and not something to be played as it comes.
  public boolean isText() {
    return this == SRT || this == VTT || this == JSON;
  }

  /// Whether players command what comes over a WebSocket, in pieces that Media Source Extensions
  /// take.
  public boolean hasCommands() {
    return this == MP4 || this == WEBM;
  }

  /// Whether tracks in `codec` can be in it.
  public boolean carries(Codec codec) {
    return carries.test(codec);
  }

  /// Appends about so many bytes that players skip, and that may stand between any two pieces of a
  /// feed.
  ///
  /// @return false if the format has nothing of the kind
  public boolean nothing(int bytes, ByteBuf out) {
    switch (this) {
      case MP4 -> SegmentBoxes.free(bytes, out);
      case WEBM, MKV -> MatroskaMuxer.nothing(bytes, out);
      default -> {
        return false;
      }
    }
    return true;
  }

  /// The format of files and addresses that end with `ending`, in any case, without the dot.
  public static Optional<ProgressiveFormat> ofEnding(String ending) {
    String lower = ending.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(format -> format.endings.contains(lower)).findFirst();
  }

  /// What addresses of it end with, without the dot; the first is the usual one.
  public List<String> endings() {
    return endings;
  }

  /// What operators call this output.
  public String connector() {
    return connector;
  }

  /// Its media type (RFC 9110 8.3).
  public String contentType() {
    return contentType;
  }

  /// How many tracks of a kind are in it at once.
  public Room room() {
    return room;
  }

  @Override
  public boolean carries(Track track) {
    return carries(track.codec());
  }

  @Override
  public Muxer muxer(List<Track> tracks) {
    Muxer muxer = muxers.get();
    ByteBuf unread = Unpooled.buffer(); // nobody is there yet; all get the header
    tracks.forEach(track -> muxer.track(track, unread));
    return muxer;
  }
}
