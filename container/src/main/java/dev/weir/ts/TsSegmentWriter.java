package dev.weir.ts;

import dev.weir.media.Codec;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import java.util.List;

/// Writes MPEG transport stream segments for HLS that join without a gap although each is made
/// alone, in any order, at any time.
///
/// Every PID has a multiple of 16 packets in a segment, so every segment starts at continuity
/// counter 0: the last sample of a track is spread over as many more packets as that takes, and the
/// tables are repeated. The same samples always give the same bytes.
///
/// ```
/// writer.begin(tracks, out);
/// for each sample in order: writer.sample(sample, isLastOfItsTrackInTheSegment, out);
/// writer.end(out);
/// ```
///
/// Samples are read while [#sample] runs and not kept. Can be used again after [#end]. Allocates
/// nothing per sample. Not thread-safe.
public final class TsSegmentWriter {
  private static final long TABLES_INTERVAL_MICROS = 250_000;

  private final TsProgram program = new TsProgram();

  private boolean sampled; // since the first sample of the segment
  private long tablesMicros;

  /// Whether players of HLS read `codec` in a transport stream. They take less than
  /// [TsMuxer#carries]: AV1 comes to them in MP4, MPEG-2 not at all.
  public static boolean carries(Codec codec) {
    return switch (codec) {
      case Codec.Av1 _, Codec.OtherVideo _ -> false;
      case Codec.Video _, Codec.Audio _, Codec.Text _, Codec.Data _ -> TsMuxer.carries(codec);
    };
  }

  /// Starts a segment that holds these tracks.
  ///
  /// @throws dev.weir.media.UnsupportedMediaException if a track cannot be carried, see
  ///   [TsMuxer#carries]
  public void begin(List<Track> tracks, ByteBuf out) {
    program.reset();
    for (Track track : tracks) {
      program.put(track);
    }
    // Made alone, a segment cannot count changes: other tracks most likely get another version.
    program.version(program.map().hashCode());
    program.tables(out);
    sampled = false;
  }

  /// Appends one sample.
  ///
  /// @param lastOfTrack whether no sample of its track follows in this segment
  /// @throws dev.weir.media.MalformedMediaException if the payload is not in the codec's form; the
  ///   segment is then of no use
  public void sample(Sample sample, boolean lastOfTrack, ByteBuf out) {
    program.assemble(sample);
    if (!sampled) {
      sampled = true;
      tablesMicros = sample.dtsMicros();
    } else if (sample.dtsMicros() - tablesMicros >= TABLES_INTERVAL_MICROS) {
      program.tables(out);
      tablesMicros = sample.dtsMicros();
    }
    program.write(sample, lastOfTrack, out);
  }

  /// Ends the segment.
  public void end(ByteBuf out) {
    program.fillTables(out);
  }
}
