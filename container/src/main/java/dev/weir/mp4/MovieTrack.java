package dev.weir.mp4;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What `moov` says of a track that Weir can read.
///
/// @param fileId track_ID, by which fragments name it
/// @param track with the codec of the first description that can be read
/// @param timescale of its times
/// @param descriptions its sample descriptions; null for those that cannot be read
/// @param movieTimescale of the empty edits
/// @param edits where its time starts
/// @param tables of the samples outside fragments
/// @param defaults of the samples in fragments
record MovieTrack(
    long fileId,
    Track track,
    Timescale timescale,
    List<@Nullable SampleEntry> descriptions,
    Timescale movieTimescale,
    EditList edits,
    SampleTables tables,
    RunDefaults defaults) {
  private static final long MAX_SECONDS = 100_000_000_000L; // 3,000 years: some count from 1601
  private static final int GROUPS_PER_SECOND = 50;
  private static final int PREROLL_DIVISOR = 10; // of a second: what a sound decoder wants before
  private static final int MAX_SEARCHED_SAMPLES = 1 << 20;

  /// The time on the file's timeline of this many ticks.
  ///
  /// @throws MalformedMediaException if it is thousands of years away
  long micros(long ticks) {
    long shifted = ticks - edits.mediaTicks();
    return checked(timescale, shifted) + checked(movieTimescale, edits.emptyTicks());
  }

  private static long checked(Timescale scale, long ticks) {
    long seconds = ticks / scale.ticksPerSecond();
    if (seconds > MAX_SECONDS || seconds < -MAX_SECONDS) {
      throw new MalformedMediaException(
          "MP4: a time of %d ticks, %d in a second; allowed are %d seconds"
              .formatted(ticks, scale.ticksPerSecond(), MAX_SECONDS));
    }
    return scale.toMicros(ticks);
  }

  /// Bytes of one frame of linear sound, which may be counted as samples; 0 for everything else.
  int frameBytes() {
    return switch (track.codec()) {
      case Codec.Pcm pcm -> pcm.bits() / Byte.SIZE * pcm.channels();
      case Codec.G711 g711 -> g711.channels();
      case Codec.Video _, Codec.Audio _, Codec.Text _, Codec.Data _ -> 0;
    };
  }

  /// How many frames of linear sound make a sensible sample.
  int groupFrames() {
    return track.codec() instanceof Codec.Audio sound
        ? Math.max(1, sound.sampleRate() / GROUPS_PER_SECOND)
        : 1;
  }

  /// The description of this number, or null if there is none that the track's samples can have.
  @Nullable SampleEntry description(int number) {
    return number >= 0 && number < descriptions.size() ? descriptions.get(number) : null;
  }

  /// Whether the track cannot be announced before one of its samples was seen.
  boolean awaitsSamples() {
    return SampleEntry.of(track.codec()).awaitsSamples();
  }

  /// The same track with the codec that its samples have told.
  MovieTrack withCodec(Codec codec) {
    List<@Nullable SampleEntry> told = new ArrayList<>();
    for (SampleEntry entry : descriptions) {
      boolean untold = entry != null && entry.codec().equals(track.codec());
      told.add(untold ? new SampleEntry(codec, nalLengthBytes()) : entry);
    }
    return with(new Track(track.id(), codec, track.language(), track.title()), told);
  }

  /// The same track under another id.
  MovieTrack withId(int id) {
    return id == track.id()
        ? this
        : with(new Track(id, track.codec(), track.language(), track.title()), descriptions);
  }

  private MovieTrack with(Track other, List<@Nullable SampleEntry> told) {
    return new MovieTrack(
        fileId,
        other,
        timescale,
        Collections.unmodifiableList(told),
        movieTimescale,
        edits,
        tables,
        defaults);
  }

  /// Whether samples may have other parameter sets than the track's.
  boolean hasSeveralDescriptions() {
    return descriptions.stream().filter(Objects::nonNull).count() > 1;
  }

  /// Bytes of the length before each NAL unit; 0 for codecs that have none.
  int nalLengthBytes() {
    for (SampleEntry entry : descriptions) {
      if (entry != null) {
        return entry.nalLengthBytes();
      }
    }
    return 0;
  }

  /// Walks the samples outside fragments from the one on that the first edit starts with, or with
  /// which decoding must start to have that one.
  TableWalk walk(long fileBytes) {
    int first = firstSample(fileBytes);
    TableWalk walk = new TableWalk(this, fileBytes);
    while (walk.number() < first && walk.next()) {
      // Cut off by the edit.
    }
    return walk;
  }

  private int firstSample(long fileBytes) {
    long start = edits.mediaTicks();
    if (start == 0 || track.codec().kind() == Codec.Kind.TEXT) {
      return 0;
    }
    long from = track.isAudio() ? start - timescale.ticksPerSecond() / PREROLL_DIVISOR : start;
    TableWalk walk = new TableWalk(this, fileBytes);
    int first = 0;
    int number = 0;
    while (number < MAX_SEARCHED_SAMPLES && walk.next() && walk.dts() <= from) {
      if (walk.keyframe() && walk.pts() <= from) {
        first = number;
      }
      number = walk.number();
    }
    return first;
  }
}
