package dev.weir.mp4;

import dev.weir.media.Codec;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/// Writes what stands before all fragments: `ftyp`, and a `moov` without samples (ISO/IEC 14496-12
/// 8.8; CMAF header of ISO/IEC 23000-19 7.3.1 if there is one track).
///
/// The same tracks always give the same bytes. Any thread.
public final class InitSegment {
  private static final Timescale PICTURES = Timescale.MPEG;

  /// sample_depends_on: 2, no other sample.
  private static final int INDEPENDENT = 0x02000000;

  private InitSegment() {}

  /// Whether MP4 has a form for `codec` that players know.
  public static boolean carries(Codec codec) {
    return SampleEntry.carries(codec);
  }

  /// The clock of a track's media: the sample rate of sound, 90 kHz for all else.
  public static Timescale timescale(Codec codec) {
    return codec instanceof Codec.Audio sound && sound.sampleRate() > 0
        ? new Timescale(sound.sampleRate())
        : PICTURES;
  }

  /// Appends the segment of `tracks`, each with its own id and [#timescale].
  ///
  /// @param tracks at least one, with different ids, of codecs that MP4 [#carries]
  public static void write(List<Track> tracks, ByteBuf out) {
    fileType(tracks, tracks.size() == 1, out);
    movie(tracks, 0, out);
  }

  /// Appends the segment of `tracks` whose presentation starts at `startMicros` of the stream's
  /// timeline: samples before are decoded and not shown (8.6.6).
  static void write(List<Track> tracks, long startMicros, ByteBuf out) {
    fileType(tracks, false, out);
    movie(tracks, startMicros, out);
  }

  /// Appends the segment of one track whose media counts in `timescale`.
  public static void write(Track track, Timescale timescale, ByteBuf out) {
    fileType(List.of(track), true, out);
    int moov = begin(track.id() + 1, out);
    trak(track, timescale, 0, out);
    end(List.of(track), moov, out);
  }

  private static void fileType(List<Track> tracks, boolean cmaf, ByteBuf out) {
    int box = BoxWriter.begin("ftyp", out);
    out.writeInt(FourCc.of("iso6")).writeInt(0);
    out.writeInt(FourCc.of("iso6")).writeInt(FourCc.of("mp41"));
    if (cmaf) {
      out.writeInt(FourCc.of("cmfc")).writeInt(FourCc.of("cmf2")).writeInt(FourCc.of("dash"));
    }
    for (Track track : tracks) {
      if (track.codec() instanceof Codec.Video video && video.picture().dolbyVision() != null) {
        video.picture().dolbyVision().brand().ifPresent(brand -> out.writeInt(FourCc.of(brand)));
      }
    }
    BoxWriter.end(box, out);
  }

  /// Appends the `moov` box alone.
  static void movie(List<Track> tracks, long startMicros, ByteBuf out) {
    int nextId = 1 + tracks.stream().mapToInt(Track::id).max().orElse(0);
    int moov = begin(nextId, out);
    for (Track track : tracks) {
      trak(track, timescale(track.codec()), startMicros, out);
    }
    end(tracks, moov, out);
  }

  private static int begin(int nextId, ByteBuf out) {
    int moov = BoxWriter.begin("moov", out);
    TrakBox.movieHeader(0, nextId, out);
    return moov;
  }

  private static void trak(Track track, Timescale timescale, long startMicros, ByteBuf out) {
    ByteBuf edits =
        startMicros > 0 ? EditBox.endless(startMicros, timescale) : Unpooled.EMPTY_BUFFER;
    new TrakBox(track, timescale, 0, edits, TrakBox.SampleTablesBox.IN_FRAGMENTS).write(0, out);
  }

  private static void end(List<Track> tracks, int moov, ByteBuf out) {
    int mvex = BoxWriter.begin("mvex", out);
    for (Track track : tracks) {
      int trex = BoxWriter.begin("trex", 0, 0, out);
      out.writeInt(track.id()).writeInt(1); // sample description 1
      out.writeInt(0).writeInt(0).writeInt(INDEPENDENT); // duration and size are in each run
      BoxWriter.end(trex, out);
    }
    BoxWriter.end(mvex, out);
    BoxWriter.end(moov, out);
  }
}
