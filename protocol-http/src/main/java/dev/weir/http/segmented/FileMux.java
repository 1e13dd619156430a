package dev.weir.http.segmented;

import dev.weir.media.MediaException;
import dev.weir.media.MediaFile;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.stream.OnDemandStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes pieces of a file. Any thread; blocks it while the file is read.
final class FileMux implements PieceMux {
  private static final Logger log = LoggerFactory.getLogger(FileMux.class);

  private final OnDemandStream stream;
  private final FileTable table;
  private final LongSupplier nanoClock;

  FileMux(OnDemandStream stream, FileTable table, LongSupplier nanoClock) {
    this.stream = stream;
    this.table = table;
    this.nanoClock = nanoClock;
  }

  @Override
  public Optional<ByteBuf> write(Wrapping.Piece piece, Wrapping wrapping) {
    if (!stream.joined()) { // closed meanwhile; whoever asks again gets it opened again
      return Optional.empty();
    }
    ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer(PieceMux.sizeGuess(piece));
    boolean whole = false;
    try {
      whole = new Reading(piece, wrapping, out).run();
    } catch (MediaException | IOException e) {
      log.warn(
          "segment {} of {} cannot be written: {}",
          piece.segment().sequence(),
          stream.name(),
          e.getMessage());
    } finally {
      stream.left(nanoClock.getAsLong());
      if (!whole) {
        out.release();
      }
    }
    return whole ? Optional.of(out) : Optional.empty();
  }

  /// Reads the samples of one piece and hands on those that are carried. One thread.
  private final class Reading implements TrackSink {
    private final int segment;
    private final Wrapping.Writer writer;
    private final ByteBuf out;
    private final Map<Integer, Integer> left = new HashMap<>(); // samples by track

    private int missing;

    Reading(Wrapping.Piece piece, Wrapping wrapping, ByteBuf out) {
      this.segment = (int) piece.segment().sequence();
      this.out = out;
      for (TrackSpan span : piece.spans()) {
        left.put(span.track().id(), span.samples());
        missing += span.samples();
      }
      this.writer = wrapping.begin(piece, out);
    }

    /// Returns false if the file has less than its index says.
    boolean run() throws IOException {
      int at = table.firstSample(segment);
      try (MediaFile.Cursor cursor = stream.file().open(at)) {
        while (missing > 0 && at < table.endSample(segment) && cursor.read(this)) {
          at++;
        }
      }
      writer.end(out);
      return missing == 0;
    }

    @Override
    public void track(Track track) {
      // Known from the file.
    }

    @Override
    public void sample(Sample sample) {
      Integer more = left.get(sample.trackId());
      if (more == null || more == 0 || table.segmentAt(sample.dtsMicros()) != segment) {
        return;
      }
      left.put(sample.trackId(), more - 1);
      missing--;
      writer.sample(sample.later(table.shiftMicros()), more == 1, out);
    }
  }
}
