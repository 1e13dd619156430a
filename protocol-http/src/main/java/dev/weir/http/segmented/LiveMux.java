package dev.weir.http.segmented;

import dev.weir.buffer.TrackBuffer;
import dev.weir.buffer.TrackReader;
import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes pieces from the track buffers of live streams, on the timeline of their store. Any
/// thread.
final class LiveMux implements PieceMux {
  private static final Logger log = LoggerFactory.getLogger(LiveMux.class);

  private record Source(TrackReader reader, long end) implements AutoCloseable {
    /// The publication order of the next sample; `Long.MAX_VALUE` if the span has no more.
    long order() {
      return reader.position() < end ? reader.nextOrder() : Long.MAX_VALUE;
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  private final StreamRuns runs;

  LiveMux(StreamRuns runs) {
    this.runs = runs;
  }

  @Override
  public Optional<ByteBuf> write(Wrapping.Piece piece, Wrapping wrapping) {
    StreamRuns.Run run = runs.of(piece.segment().sequence());
    List<Source> sources = sources(run, piece.spans());
    ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer(PieceMux.sizeGuess(piece));
    boolean whole = false;
    try {
      whole = write(sources, run.laterMicros(), wrapping.begin(piece, out), out);
    } catch (MediaException e) {
      log.warn(
          "segment {} of {} cannot be written: {}",
          piece.segment().sequence(),
          run.stream().name(),
          e.getMessage());
    } finally {
      sources.forEach(Source::close);
      if (!whole) {
        out.release();
      }
    }
    return whole ? Optional.of(out) : Optional.empty();
  }

  private static List<Source> sources(StreamRuns.Run run, List<TrackSpan> spans) {
    List<Source> sources = new ArrayList<>();
    List<TrackBuffer> buffers = run.stream().buffers();
    for (TrackSpan span : spans) {
      for (TrackBuffer buffer : buffers) {
        if (buffer.track().id() == span.track().id()) {
          TrackReader reader = new TrackReader(buffer);
          reader.seek(span.firstSample());
          sources.add(new Source(reader, span.endSample()));
        }
      }
    }
    return sources;
  }

  /// Returns false if samples were dropped meanwhile.
  private static boolean write(
      List<Source> sources, long laterMicros, Wrapping.Writer writer, ByteBuf out) {
    for (Source next = first(sources); next != null; next = first(sources)) {
      TrackReader reader = next.reader();
      if (reader.read() != TrackReader.Outcome.READ) {
        return false;
      }
      Sample sample = reader.sample().later(laterMicros);
      writer.sample(sample, reader.position() == next.end(), out);
    }
    writer.end(out);
    return true;
  }

  /// Whose next sample was published first.
  private static @Nullable Source first(List<Source> sources) {
    Source first = null;
    long order = Long.MAX_VALUE;
    for (Source source : sources) {
      if (source.order() < order) {
        order = source.order();
        first = source;
      }
    }
    return first;
  }
}
