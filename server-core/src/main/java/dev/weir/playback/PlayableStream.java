package dev.weir.playback;

import dev.weir.buffer.TrackBuffer;
import dev.weir.buffer.TrackReader;
import dev.weir.config.StreamName;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.stream.CloseReason;
import dev.weir.stream.SelectableTrack;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamCursor;
import dev.weir.stream.StreamListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A live stream that is played, also from the past that is kept of it.
public record PlayableStream(Stream stream) implements Playable {
  @Override
  public StreamName name() {
    return stream.name();
  }

  @Override
  public boolean isLive() {
    return true;
  }

  @Override
  public List<SelectableTrack> selectableTracks() {
    return stream.selectableTracks();
  }

  @Override
  public long beginMicros() {
    TrackBuffer main = stream.mainBuffer();
    return main == null ? 0 : main.firstDtsMicros();
  }

  @Override
  public long endMicros() {
    TrackBuffer main = stream.mainBuffer();
    return main == null ? 0 : main.lastDtsMicros();
  }

  @Override
  public long zeroUnixMillis() {
    return stream.startedAt().toEpochMilli();
  }

  @Override
  public @Nullable CloseReason endReason() {
    return null; // what was published is played to its end
  }

  @Override
  public @Nullable CloseReason publishingEnd() {
    return stream.endReason();
  }

  /// Two are equal if they wake the same.
  private record Listener(Wake wake) implements StreamListener {
    @Override
    public void published(Track track) {
      wake.up();
    }

    @Override
    public void ended(CloseReason reason) {
      wake.up();
    }
  }

  @Override
  public boolean join() {
    stream.viewerJoined();
    return true;
  }

  @Override
  public void leave(long nowNanos) {
    stream.viewerLeft(nowNanos);
  }

  @Override
  public boolean join(Wake wake) {
    stream.addListener(new Listener(wake));
    return join();
  }

  @Override
  public void leave(Wake wake, long nowNanos) {
    stream.removeListener(new Listener(wake));
    leave(nowNanos);
  }

  @Override
  public Reading open(Predicate<Track> wanted, long fromMicros) {
    StreamCursor cursor = new StreamCursor(stream, wanted);
    if (fromMicros != NEWEST) {
      cursor.seekTime(fromMicros);
    }
    return new StreamReading(cursor);
  }

  private final class StreamReading implements Reading {
    private final StreamCursor cursor;
    private final Map<Integer, Track> told = new HashMap<>();

    StreamReading(StreamCursor cursor) {
      this.cursor = cursor;
      cursor.tracksAhead().forEach(track -> told.put(track.id(), track));
    }

    @Override
    public List<Track> tracks() {
      return cursor.tracksAhead();
    }

    @Override
    public Step read(TrackSink sink) {
      boolean over = stream.endReason() != null; // before reading, so that nothing is missed
      TrackReader.Outcome outcome = cursor.read();
      return switch (outcome) {
        case EMPTY -> over ? Step.END : Step.LATER;
        case LAPPED -> Step.LOST;
        case READ -> {
          Track track = cursor.track();
          if (!track.equals(told.put(track.id(), track))) {
            sink.track(track);
          }
          sink.sample(cursor.sample());
          yield Step.SAMPLE;
        }
      };
    }

    @Override
    public boolean atSync() {
      return cursor.atSync();
    }

    @Override
    public void close() {
      cursor.close();
    }
  }
}
