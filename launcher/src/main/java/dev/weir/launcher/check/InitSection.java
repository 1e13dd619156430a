package dev.weir.launcher.check;

import dev.weir.media.MediaException;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import dev.weir.mp4.SegmentReader;
import dev.weir.mp4.SegmentReader.Fragment;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An initialization section of fragmented MP4, and the segments that belong to it.
final class InitSection {
  /// What to say if something is not as it should be.
  ///
  /// @param section the initialization section is wrong
  /// @param decodeTime a track fragment is wrong
  record Rules(Rule section, Rule decodeTime) {}

  private final SegmentReader reader;
  private final Rules rules;
  private final Findings findings;

  /// @throws MediaException if it cannot be read
  InitSection(byte[] bytes, String where, Rules rules, Findings findings) {
    this.rules = rules;
    this.findings = findings;
    List<String> boxes = SegmentReader.boxes(Unpooled.wrappedBuffer(bytes));
    findings.require(
        !boxes.isEmpty()
            && boxes.getFirst().equals("ftyp")
            && boxes.stream().filter(box -> box.equals("moov")).count() == 1,
        rules.section(),
        where,
        "it has " + boxes);
    reader = SegmentReader.of(Unpooled.wrappedBuffer(bytes));
  }

  List<Track> tracks() {
    return reader.tracks();
  }

  Timescale timescale(Track track) {
    return reader.timescale(track);
  }

  SegmentReader.Layout layout(byte[] segment) {
    return reader.read(Unpooled.wrappedBuffer(segment));
  }

  /// Checks the fragments of a segment, or of a part of one, and says what tracks there are.
  ///
  /// @throws MediaException if it cannot be read
  List<Stretch> check(byte[] segment, String where) {
    SegmentReader.Layout layout = layout(segment);
    findings.require(
        !layout.fragments().isEmpty() && !layout.boxes().contains("moov"),
        rules.decodeTime(),
        where,
        "it has " + layout.boxes());
    Map<Long, Track> known = new LinkedHashMap<>();
    tracks().forEach(track -> known.put(reader.fileId(track), track));
    Map<Track, Stretch> stretches = new LinkedHashMap<>();
    for (Fragment fragment : layout.fragments()) {
      Track track = known.get(fragment.fileId());
      findings.require(
          track != null && fragment.decodeTime() >= 0 && fragment.baseIsMoof(),
          rules.decodeTime(),
          where,
          "track %d%s, decode time %d, offsets %s the 'moof'"
              .formatted(
                  fragment.fileId(),
                  track == null ? " is unknown" : "",
                  fragment.decodeTime(),
                  fragment.baseIsMoof() ? "from" : "not from"));
      if (track != null && fragment.decodeTime() >= 0) {
        stretches.merge(track, stretch(track, fragment), (old, next) -> join(old, next, where));
      }
    }
    return new ArrayList<>(stretches.values());
  }

  private Stretch stretch(Track track, Fragment fragment) {
    Timescale clock = timescale(track);
    return new Stretch(
        track,
        clock.toMicros(fragment.decodeTime()),
        clock.toMicros(fragment.decodeTime() + fragment.earliestOffset()),
        clock.toMicros(fragment.decodeTime() + fragment.duration()),
        (int) fragment.samples(),
        fragment.startsWithKeyframe());
  }

  private Stretch join(Stretch old, Stretch next, String where) {
    findings.require(
        Math.abs(next.firstMicros() - old.endMicros()) <= 1,
        rules.decodeTime(),
        where,
        "a fragment starts at %.6f s, the one before ends at %.6f s"
            .formatted(next.firstMicros() / 1e6, old.endMicros() / 1e6));
    return old.and(next);
  }
}
