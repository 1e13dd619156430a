package dev.weir.mp4;

import dev.weir.media.Timescale;
import dev.weir.media.Track;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `moov` says (ISO/IEC 14496-12 8.2): the tracks that Weir can read.
///
/// Their tables share the bytes that it was read from. Track ids count from 1, in the order of the
/// file, over those tracks.
///
/// @param tracks at least one
record Movie(List<MovieTrack> tracks) {
  private static final int MAX_TRACKS = 256;

  /// Reads the contents of `moov`.
  ///
  /// @throws dev.weir.media.MalformedMediaException if a size or count in it lies
  /// @throws UnsupportedMediaException if there is no track that Weir can read
  static Movie read(ByteBuf moov) {
    Timescale timescale = Timescale.MILLIS;
    List<TrackBoxes> read = new ArrayList<>();
    Map<Long, RunDefaults> defaults = new HashMap<>();
    BoxReader boxes = new BoxReader("moov", moov);
    for (BoxBody box = boxes.next(); box != null; box = boxes.next()) {
      switch (box.name()) {
        case "mvhd" -> timescale = readTimescale(box);
        case "trak" -> read.add(trackBoxes(box, read.size()));
        case "mvex" -> readDefaults(box.boxes(), defaults);
        case "cmov" -> throw new UnsupportedMediaException("MP4: 'moov' is compressed");
        default -> {}
      }
    }
    return new Movie(readable(read, timescale, defaults));
  }

  private static TrackBoxes trackBoxes(BoxBody trak, int before) {
    if (before >= MAX_TRACKS) {
      throw new UnsupportedMediaException("MP4: over the limit of " + MAX_TRACKS + " tracks");
    }
    return TrackBoxes.read(trak.boxes());
  }

  // |version, flags (32)|created (32 or 64)|modified (32 or 64)|time scale (32)|
  static Timescale readTimescale(BoxBody header) {
    header.skip(header.version() == 1 ? 16 : 8);
    return new Timescale(header.unsignedInt());
  }

  // |version, flags (32)|track (32)|description, from 1 (32)|duration (32)|bytes (32)|flags (32)|
  private static void readDefaults(BoxReader mvex, Map<Long, RunDefaults> defaults) {
    for (BoxBody trex = mvex.find("trex"); trex != null; trex = mvex.find("trex")) {
      trex.version();
      long track = trex.unsignedInt();
      int description = trex.signedInt() - 1;
      defaults.put(
          track,
          new RunDefaults(description, trex.unsignedInt(), trex.unsignedInt(), trex.signedInt()));
    }
  }

  private static List<MovieTrack> readable(
      List<TrackBoxes> read, Timescale timescale, Map<Long, RunDefaults> defaults) {
    List<Long> chapters = read.stream().flatMap(track -> track.chapterTracks().stream()).toList();
    List<MovieTrack> tracks = new ArrayList<>();
    List<String> passedOver = new ArrayList<>();
    for (TrackBoxes boxes : read) {
      RunDefaults own = defaults.getOrDefault(boxes.fileId(), RunDefaults.NONE);
      MovieTrack track =
          chapters.contains(boxes.fileId()) ? null : boxes.track(tracks.size() + 1, timescale, own);
      if (track == null) {
        passedOver.add(boxes.what());
      } else {
        tracks.add(track);
      }
    }
    if (tracks.isEmpty()) {
      throw new UnsupportedMediaException("MP4: no track that Weir can read in " + passedOver);
    }
    return List.copyOf(tracks);
  }

  /// Whether it has just this track.
  boolean announces(Track track) {
    return tracks.stream().anyMatch(own -> own.track().equals(track));
  }

  /// The track that fragments name by this id, or null.
  @Nullable MovieTrack ofFileId(long fileId) {
    for (MovieTrack track : tracks) {
      if (track.fileId() == fileId) {
        return track;
      }
    }
    return null;
  }
}
