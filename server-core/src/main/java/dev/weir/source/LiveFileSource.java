package dev.weir.source;

import dev.weir.config.StreamSource;
import dev.weir.media.MediaException;
import dev.weir.media.MediaFile;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.stream.OnDemandSource;
import dev.weir.stream.Publisher;
import dev.weir.stream.Source;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Files played as live, once, for streams with `realtime`: what comes in is what a broadcaster who
/// starts the file would send.
///
/// Each stream has a virtual thread of its own.
public final class LiveFileSource implements Source {
  private static final Logger log = LoggerFactory.getLogger(LiveFileSource.class);

  private final List<OnDemandSource> files;
  private final LongSupplier nanoClock;

  /// @param files what opens them
  /// @param nanoClock paces them, in nanoseconds, and never steps
  public LiveFileSource(List<OnDemandSource> files, LongSupplier nanoClock) {
    this.files = List.copyOf(files);
    this.nanoClock = nanoClock;
  }

  @Override
  public boolean opens(StreamSource source) {
    return files.stream().anyMatch(kind -> kind.opens(source));
  }

  @Override
  public void start(StreamSource source, Publisher publisher) {
    Thread.ofVirtual()
        .name("weir-file-" + publisher.stream().name())
        .start(() -> publisher.close(play(source, publisher)));
  }

  private CloseReason play(StreamSource source, Publisher publisher) {
    OnDemandSource kind = files.stream().filter(one -> one.opens(source)).findFirst().orElseThrow();
    try (MediaFile file = kind.open(publisher.stream().name(), source).orElseThrow().media()) {
      new FilePublisher(publisher, nanoClock).play(file);
      CloseReason evicted = publisher.evicted();
      return evicted == null ? new CloseReason(Code.CLEAN_EOF, "played to its end") : evicted;
    } catch (IOException | MediaException e) {
      log.warn("stream {} cannot be played: {}", publisher.stream().name(), e.toString());
      return new CloseReason(Code.READ_START_FAILURE, "its file cannot be played");
    }
  }
}
