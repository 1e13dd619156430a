package dev.weir.ts;

import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;

/// Writes an endless MPEG transport stream of one program.
///
/// PAT and PMT stand before every video keyframe and at most 400 ms apart, and at once when a track
/// changes. [#header] gives a joining viewer a copy of them whose continuity counters come right
/// before those of the next tables, so that neither this viewer nor any other sees a gap.
///
/// One sample is one PES packet: nothing waits for company. Appends whole packets of 188 bytes.
/// Allocates nothing per sample. Not thread-safe.
public final class TsMuxer implements Muxer {
  private static final long TABLES_INTERVAL_MICROS = 400_000;

  private final TsProgram program = new TsProgram();

  private boolean started; // since the first sample
  private long tablesMicros; // when tables were last written

  /// Whether a transport stream can carry `codec` so that players read it.
  public static boolean carries(Codec codec) {
    return ElementaryStream.carries(codec);
  }

  @Override
  public void header(ByteBuf out) {
    if (started) {
      program.tablesAgain(out);
    }
  }

  /// {@inheritDoc}
  ///
  /// @throws dev.weir.media.UnsupportedMediaException if not [#carries]
  @Override
  public void track(Track track, ByteBuf out) {
    if (program.put(track) && started) {
      program.version(program.version() + 1);
      program.tables(out);
    }
  }

  /// {@inheritDoc}
  ///
  /// @throws dev.weir.media.MalformedMediaException if the payload is not in the codec's form
  @Override
  public void sample(Sample sample, ByteBuf out) {
    program.assemble(sample);
    if (tablesAreDue(sample)) {
      program.tables(out);
      tablesMicros = sample.dtsMicros();
      started = true;
    }
    program.write(sample, false, out);
  }

  private boolean tablesAreDue(Sample sample) {
    return !started
        || program.isVideoKeyframe(sample)
        || Math.abs(sample.dtsMicros() - tablesMicros) >= TABLES_INTERVAL_MICROS;
  }
}
