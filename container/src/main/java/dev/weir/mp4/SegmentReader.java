package dev.weir.mp4;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says how media segments are laid out (ISO/IEC 14496-12 8.8, 8.16), for those who check them:
/// boxes, fragments and times as they are written, with nothing mended. [Mp4Demuxer] gives the
/// samples.
///
/// Immutable; any thread.
public final class SegmentReader {
  private static final int BASE_DATA_OFFSET = 0x1;
  private static final int DESCRIPTION = 0x2;
  private static final int DURATION = 0x8;
  private static final int BYTES = 0x10;
  private static final int FLAGS = 0x20;
  private static final int BASE_IS_MOOF = 0x2_0000;
  private static final int MAX_BOXES = 65_536;
  private static final int MAX_SAMPLES = 1 << 20; // of one fragment, entries or not

  private final Movie movie;

  /// What is in a segment.
  ///
  /// @param boxes at the top, by name, in their order
  /// @param fragments one for each `moof`
  /// @param eventSchemes the scheme of each `emsg`
  public record Layout(List<String> boxes, List<Fragment> fragments, List<String> eventSchemes) {}

  /// A `traf`.
  ///
  /// @param boxIndex of its `moof` among the boxes
  /// @param sequenceNumber of `mfhd`
  /// @param fileId track_ID; of no known track if nothing else is known of the fragment
  /// @param baseIsMoof whether data offsets count from the `moof`
  /// @param decodeTime of `tfdt`; -1 if there is none
  /// @param samples how many there are
  /// @param duration of all samples, in the track's timescale
  /// @param keyframes how many of the samples are
  /// @param startsWithKeyframe whether the first is
  /// @param earliestOffset the smallest of all samples' presentation times, from `decodeTime` on
  /// @param dataOffset from the start of the `moof` to the first payload
  /// @param dataBytes of the payloads
  /// @param place of `tfxd`, or null
  /// @param following of `tfrf`, or null
  public record Fragment(
      int boxIndex,
      long sequenceNumber,
      long fileId,
      boolean baseIsMoof,
      long decodeTime,
      long samples,
      long duration,
      long keyframes,
      boolean startsWithKeyframe,
      long earliestOffset,
      long dataOffset,
      long dataBytes,
      SmoothBoxes.@Nullable Place place,
      @Nullable List<SmoothBoxes.Place> following) {}

  private SegmentReader(Movie movie) {
    this.movie = movie;
  }

  /// A reader of segments that belong to this initialization segment; moves no index of it.
  ///
  /// @throws MalformedMediaException if there is no `moov` in it, or a size lies
  /// @throws dev.weir.media.UnsupportedMediaException if there is no track that Weir can read
  public static SegmentReader of(ByteBuf init) {
    BoxBody moov = new BoxReader("an initialization segment", init.slice()).find("moov");
    if (moov == null) {
      throw new MalformedMediaException("MP4: an initialization segment without 'moov'");
    }
    return new SegmentReader(Movie.read(moov.rest()));
  }

  /// The tracks, as the initialization segment says.
  public List<Track> tracks() {
    return movie.tracks().stream().map(MovieTrack::track).toList();
  }

  /// The track_ID of a track.
  public long fileId(Track track) {
    return movie.tracks().get(track.id() - 1).fileId();
  }

  /// What a track's times count in.
  public Timescale timescale(Track track) {
    return movie.tracks().get(track.id() - 1).timescale();
  }

  /// The names of the boxes at the top of `in`, of which it moves no index.
  public static List<String> boxes(ByteBuf in) {
    List<String> names = new ArrayList<>();
    BoxReader boxes = new BoxReader("a segment", in.slice());
    for (BoxBody box = boxes.next(); box != null; box = boxes.next()) {
      add(box, names);
    }
    return names;
  }

  /// Reads a segment, or some parts of one; moves no index of it.
  ///
  /// @throws MalformedMediaException if a size or count in it lies
  public Layout read(ByteBuf segment) {
    List<String> names = new ArrayList<>();
    List<Fragment> fragments = new ArrayList<>();
    List<String> eventSchemes = new ArrayList<>();
    BoxReader boxes = new BoxReader("a segment", segment.slice());
    for (BoxBody box = boxes.next(); box != null; box = boxes.next()) {
      add(box, names);
      if (box.name().equals("moof")) {
        readMoof(box, names.size() - 1, fragments);
      } else if (box.name().equals("emsg")) {
        eventSchemes.add(eventScheme(box));
      }
    }
    return new Layout(names, fragments, eventSchemes);
  }

  /// ISO/IEC 23009-1 5.10.3.3: in version 1, four numbers stand before the scheme.
  private static String eventScheme(BoxBody emsg) {
    int numbers = emsg.version() == 0 ? 0 : 3 * Integer.BYTES + Long.BYTES;
    return emsg.skip(numbers).text();
  }

  private static void add(BoxBody box, List<String> names) {
    if (names.size() == MAX_BOXES) {
      throw new MalformedMediaException("MP4: a segment of over %d boxes".formatted(MAX_BOXES));
    }
    names.add(box.name());
  }

  private void readMoof(BoxBody moof, int boxIndex, List<Fragment> fragments) {
    long sequenceNumber = 0;
    BoxReader boxes = moof.boxes();
    for (BoxBody box = boxes.next(); box != null; box = boxes.next()) {
      switch (box.name()) {
        case "mfhd" -> sequenceNumber = box.skip(Integer.BYTES).unsignedInt();
        case "traf" -> fragments.add(readTraf(box.boxes(), boxIndex, sequenceNumber));
        default -> {}
      }
    }
  }

  private Fragment readTraf(BoxReader boxes, int boxIndex, long sequenceNumber) {
    BoxBody tfhd = boxes.next();
    if (tfhd == null || !tfhd.name().equals("tfhd")) {
      throw new MalformedMediaException("Box 'traf': it does not start with 'tfhd'");
    }
    int flags = tfhd.signedInt();
    long fileId = tfhd.unsignedInt();
    MovieTrack track = movie.ofFileId(fileId);
    RunDefaults trex = track == null ? RunDefaults.NONE : track.defaults();
    tfhd.skip((flags & BASE_DATA_OFFSET) != 0 ? Long.BYTES : 0);
    RunDefaults defaults =
        new RunDefaults(
            (flags & DESCRIPTION) != 0 ? tfhd.signedInt() - 1 : trex.description(),
            (flags & DURATION) != 0 ? tfhd.unsignedInt() : trex.duration(),
            (flags & BYTES) != 0 ? tfhd.unsignedInt() : trex.bytes(),
            (flags & FLAGS) != 0 ? tfhd.signedInt() : trex.flags());
    long decodeTime = -1;
    SmoothBoxes.Place place = null;
    List<SmoothBoxes.Place> following = null;
    List<RunWalk.Run> runs = new ArrayList<>();
    for (BoxBody box = boxes.next(); box != null; box = boxes.next()) {
      switch (box.name()) {
        case "tfdt" -> decodeTime = box.unsignedInt(box.version());
        case "trun" -> runs.add(RunWalk.Run.read(box));
        case "uuid" -> {
          Octets type = SmoothBoxes.type(box);
          if (type.equals(SmoothBoxes.TFXD)) {
            place = SmoothBoxes.readTime(box);
          } else if (type.equals(SmoothBoxes.TFRF)) {
            following = SmoothBoxes.readFollowing(box);
          }
        }
        default -> {}
      }
    }
    MovieTrack walked = track == null ? movie.tracks().getFirst() : track;
    Totals totals = Totals.of(new RunWalk(walked, runs, defaults, 0, 0));
    return new Fragment(
        boxIndex,
        sequenceNumber,
        fileId,
        (flags & BASE_IS_MOOF) != 0,
        decodeTime,
        totals.samples,
        totals.duration,
        totals.keyframes,
        totals.startsWithKeyframe,
        totals.earliest,
        runs.isEmpty() ? 0 : runs.getFirst().offset(),
        totals.bytes,
        place,
        following);
  }

  /// Sums over the samples of a fragment.
  private record Totals(
      long samples,
      long duration,
      long keyframes,
      boolean startsWithKeyframe,
      long earliest,
      long bytes) {

    static Totals of(RunWalk walk) {
      long samples = 0;
      long keyframes = 0;
      long earliest = Long.MAX_VALUE;
      boolean first = false;
      long bytes = 0;
      while (walk.next()) {
        first |= samples == 0 && walk.keyframe();
        keyframes += walk.keyframe() ? 1 : 0;
        earliest = Math.min(earliest, walk.pts());
        bytes += walk.bytes();
        if (++samples > MAX_SAMPLES) {
          throw new MalformedMediaException(
              "Box 'traf': over the limit of %d samples".formatted(MAX_SAMPLES));
        }
      }
      return new Totals(
          samples, walk.nextDts(), keyframes, first, samples == 0 ? 0 : earliest, bytes);
    }
  }
}
