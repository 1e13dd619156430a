package dev.weir.mp4;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads `moof` boxes (ISO/IEC 14496-12 8.8) in the order of the file.
///
/// A fragment without decode time starts where the one before it ended. Not thread-safe.
final class FragmentReader {
  private static final int BASE_DATA_OFFSET = 0x1;
  private static final int DESCRIPTION = 0x2;
  private static final int DURATION = 0x8;
  private static final int BYTES = 0x10;
  private static final int FLAGS = 0x20;
  private static final int BASE_IS_MOOF = 0x2_0000;

  private static final int MAX_TRACK_FRAGMENTS = 256;
  private static final int MAX_SAMPLES_WITHOUT_ENTRIES = 8192; // minutes of sound

  private final Movie movie;
  private final long[] nextDts; // of each track

  FragmentReader(Movie movie) {
    this.movie = movie;
    this.nextDts = new long[movie.tracks().size()];
  }

  /// Walks for the samples of each track in one fragment.
  ///
  /// @param moof its contents, which the walks share
  /// @param moofPosition where in the file the box starts
  /// @param earliestBase where data offsets can count from at the earliest: segments that are given
  ///   one after the other may have positions of the files that they were
  List<RunWalk> read(ByteBuf moof, long moofPosition, long earliestBase) {
    List<RunWalk> walks = new ArrayList<>();
    long withoutEntries = 0;
    long dataEnd = moofPosition; // of the track fragment before
    BoxReader boxes = new BoxReader("moof", moof);
    for (BoxBody traf = boxes.find("traf"); traf != null; traf = boxes.find("traf")) {
      if (walks.size() >= MAX_TRACK_FRAGMENTS) {
        throw new MalformedMediaException(
            "Box 'moof' at byte %d: over the limit of %d track fragments"
                .formatted(moofPosition, MAX_TRACK_FRAGMENTS));
      }
      RunWalk walk = readTrack(traf.boxes(), moofPosition, earliestBase, dataEnd);
      if (walk != null) {
        withoutEntries += walk.samplesWithoutEntries();
        if (withoutEntries > MAX_SAMPLES_WITHOUT_ENTRIES) {
          throw new MalformedMediaException(
              "Box 'moof' at byte %d: over the limit of %d samples that are all alike"
                  .formatted(moofPosition, MAX_SAMPLES_WITHOUT_ENTRIES));
        }
        RunWalk toEnd = walk.again();
        while (toEnd.next()) {
          // Only its end is wanted.
        }
        dataEnd = toEnd.nextPosition();
        nextDts[walk.track().track().id() - 1] = toEnd.nextDts();
        walks.add(walk);
      }
    }
    return walks;
  }

  // |version (8)|flags (24)|track (32)|[base (64)]|[description (32)]|[duration (32)]|
  // |[bytes (32)]|[sample flags (32)]|
  private @Nullable RunWalk readTrack(
      BoxReader traf, long moofPosition, long earliestBase, long dataEnd) {
    BoxBody tfhd = traf.find("tfhd");
    if (tfhd == null) {
      throw new MalformedMediaException(
          "Box 'moof' at byte %d: a 'traf' without 'tfhd'".formatted(moofPosition));
    }
    int flags = tfhd.signedInt();
    MovieTrack track = movie.ofFileId(tfhd.unsignedInt());
    if (track == null) {
      return null;
    }
    long base = (flags & BASE_IS_MOOF) != 0 ? moofPosition : dataEnd;
    if ((flags & BASE_DATA_OFFSET) != 0) {
      base = Math.max(tfhd.signedLong(), earliestBase);
    }
    RunDefaults trex = track.defaults();
    RunDefaults defaults =
        new RunDefaults(
            (flags & DESCRIPTION) != 0 ? tfhd.signedInt() - 1 : trex.description(),
            (flags & DURATION) != 0 ? tfhd.unsignedInt() : trex.duration(),
            (flags & BYTES) != 0 ? tfhd.unsignedInt() : trex.bytes(),
            (flags & FLAGS) != 0 ? tfhd.signedInt() : trex.flags());
    return readRuns(traf, track, defaults, base);
  }

  private RunWalk readRuns(BoxReader traf, MovieTrack track, RunDefaults defaults, long base) {
    long dts = nextDts[track.track().id() - 1];
    List<RunWalk.Run> runs = new ArrayList<>();
    for (BoxBody box = traf.next(); box != null; box = traf.next()) {
      switch (box.name()) {
        case "tfdt" -> dts = box.unsignedInt(box.version());
        case "uuid" -> dts = readTfxd(box, dts);
        case "trun" -> runs.add(RunWalk.Run.read(box));
        default -> {}
      }
    }
    return new RunWalk(track, runs, defaults, base, dts);
  }

  // Smooth Streaming: when a fragment is, from before there was tfdt.
  private static long readTfxd(BoxBody box, long otherwise) {
    return box.remaining() >= SmoothBoxes.UUID_BYTES
            && SmoothBoxes.type(box).equals(SmoothBoxes.TFXD)
        ? SmoothBoxes.readTime(box).time()
        : otherwise;
  }
}
