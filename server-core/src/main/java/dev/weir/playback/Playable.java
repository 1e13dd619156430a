package dev.weir.playback;

import dev.weir.config.StreamName;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.stream.CloseReason;
import dev.weir.stream.SelectableTrack;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What can be played from any place: a file, or a live stream with the past that is kept of it.
///
/// Any thread, except where a method says otherwise.
public sealed interface Playable permits PlayableFile, PlayableStream {
  /// The place of what is newest.
  long NEWEST = Long.MAX_VALUE;

  /// The stream that it is.
  StreamName name();

  /// Whether more comes as time goes by.
  boolean isLive();

  /// The tracks that there are now, with what selectors ask about them.
  List<SelectableTrack> selectableTracks();

  /// The first media time that can be played now.
  long beginMicros();

  /// The last media time that can be played now.
  long endMicros();

  /// The wall-clock time of media time 0; 0 if it has none.
  long zeroUnixMillis();

  /// Why viewers have to go; null as long as they may stay.
  @Nullable CloseReason endReason();

  /// Why nothing more is published; null while something may be, and of a file.
  @Nullable CloseReason publishingEnd();

  /// Counts a viewer in who looks for himself whether there is more; false if it is over.
  boolean join();

  /// Counts the viewer out who joined so.
  void leave(long nowNanos);

  /// Counts a viewer in; false if it is over.
  ///
  /// @param wake called when there may be more to read, on any thread
  boolean join(Wake wake);

  /// Counts the viewer out who joined with `wake`.
  void leave(Wake wake, long nowNanos);

  /// Starts to read at the last keyframe that is not after `fromMicros`; at the first sample if
  /// there is none.
  ///
  /// @param wanted the tracks to read
  /// @param fromMicros [#NEWEST] for the newest keyframe
  Reading open(Predicate<Track> wanted, long fromMicros) throws IOException;

  /// Wakes a viewer's thread. A class of its own, so that it can be told from those of others.
  interface Wake {
    /// Does not block.
    void up();
  }

  /// What one step of reading came to.
  enum Step {
    /// There was a sample.
    SAMPLE,
    /// There is none yet.
    LATER,
    /// Samples were lost, because they were overtaken by the publisher; goes on with newer ones.
    LOST,
    /// There is no more.
    END
  }

  /// A place in it. Blocks; used by one thread.
  interface Reading extends AutoCloseable {

    /// The tracks that are read, each as it is where reading goes on.
    List<Track> tracks();

    /// Gives the next sample to `sink`, after its track if that is new or has changed.
    ///
    /// @throws dev.weir.media.MediaException if a file is damaged
    Step read(TrackSink sink) throws IOException;

    /// Whether a viewer could start with the sample that was read last.
    boolean atSync();

    @Override
    void close();
  }
}
