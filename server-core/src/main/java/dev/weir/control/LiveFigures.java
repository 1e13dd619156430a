package dev.weir.control;

import dev.weir.config.StreamName;
import dev.weir.stream.Stream;
import dev.weir.stream.Streams;
import java.util.Collection;

/// The figures that the streams themselves know: who is there now.
public final class LiveFigures implements StreamFigures {
  private final Streams streams;

  /// @param streams that run
  public LiveFigures(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Figures of(StreamName name) {
    Stream stream = streams.find(name).orElse(null);
    return stream == null
        ? new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        : new Figures(
            stream.viewers(), streams.isPublished(stream) ? 1 : 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public Collection<StreamName> remembered() {
    return streams.all().stream().map(Stream::name).toList();
  }
}
