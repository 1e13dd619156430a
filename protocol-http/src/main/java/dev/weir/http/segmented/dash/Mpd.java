package dev.weir.http.segmented.dash;

import dev.weir.http.segmented.ManifestForm;
import dev.weir.http.segmented.ManifestText;
import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.Snapshot;
import dev.weir.http.segmented.Splice;
import dev.weir.http.segmented.cmaf.Renditions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Writes a media presentation description (ISO/IEC 23009-1 5.3).
///
/// | | live | of a file |
/// |---|---|---|
/// | `type` | dynamic | static |
/// | `availabilityStartTime` | 1970, for all streams and for ever | none |
/// | period | starts at the wall-clock time of its first segment | starts at 0 |
///
/// A period is what has one discontinuity sequence. Its start does not change when its first
/// segments leave the window.
final class Mpd {
  private static final String EPOCH = "1970-01-01T00:00:00Z";
  private static final long UPDATE_MICROS = 1_000_000;
  private static final long LOW_LATENCY_UPDATE_MICROS = 500_000;

  /// How far behind the live edge players are to be: three parts or four, and the way to them.
  private static final long LATENCY_MILLIS = 1500;

  private static final long MIN_LATENCY_MILLIS = 1000;
  private static final long MAX_LATENCY_MILLIS = 4000;
  private static final int SEGMENTS_BEHIND = 3;

  /// What is asked for.
  ///
  /// @param renditions of the newest segment
  /// @param stream its name
  /// @param location where players of a live stream ask again, without variables; empty where it is
  ///   the address that they used
  /// @param timeAddress where players get the time
  /// @param openSegment whether the segment that is being published may be listed
  /// @param trickMode whether first pictures are a set of their own
  /// @param addressing how segments are named
  /// @param silentMicros see [Mpd#silentMicros]
  /// @param overdue see [dev.weir.http.segmented.SegmentStore#isOverdue]
  record Wanted(
      Renditions renditions,
      String stream,
      String location,
      String timeAddress,
      boolean openSegment,
      boolean trickMode,
      Addressing addressing,
      long silentMicros,
      boolean overdue) {}

  /// For how long nothing has come, if that is longer than usual, in whole seconds: while an
  /// encoder is away, the window of time has to reach to now. dash.js finds no segment in it else,
  /// and from then on takes the stream to be late by so much.
  static long silentMicros(Snapshot now, Instant nowUtc) {
    Segment last = now.segments().getLast();
    long end = last.utcMicros() + last.durationMicros();
    long silent = ChronoUnit.MICROS.between(Instant.EPOCH, nowUtc) - end;
    boolean unusual = now.live() && last.utcMicros() >= 0 && silent > now.longestMicros();
    return unusual ? Math.ceilDiv(silent, 1_000_000L) * 1_000_000 : 0;
  }

  private final Snapshot now;
  private final Instant nowUtc;
  private final Wanted wanted;
  private final boolean lowLatency;
  private final Xml xml;

  Mpd(Snapshot now, Instant nowUtc, Wanted wanted, ManifestText out) {
    this.xml = new Xml(out);
    this.now = now;
    this.nowUtc = nowUtc;
    this.wanted = wanted;
    this.lowLatency = wanted.openSegment() && now.live() && now.partTargetMicros() > 0;
  }

  void write() {
    Segment last = now.segments().getLast();
    boolean dated = last.utcMicros() >= 0;
    xml.begin("MPD")
        .attribute("xmlns", "urn:mpeg:dash:schema:mpd:2011")
        .attribute(
            "profiles", "urn:mpeg:dash:profile:isoff-live:2011,urn:mpeg:dash:profile:cmaf:2019")
        .attribute("type", dated ? "dynamic" : "static")
        .duration("minBufferTime", lowLatency ? now.partTargetMicros() : UPDATE_MICROS)
        .duration("maxSegmentDuration", now.longestMicros());
    if (dated) {
      dynamic(last);
    } else {
      long start = now.segments().getFirst().startMicros();
      xml.duration("mediaPresentationDuration", last.endMicros() - start);
    }
    xml.open();
    if (now.live() && !wanted.location().isEmpty()) {
      xml.text("Location", wanted.location() + ManifestForm.VARIABLES);
    }
    if (lowLatency) {
      serviceDescription();
    }
    List<List<Segment>> periods = periods();
    for (int i = 0; i < periods.size(); i++) {
      long from = i == 0 ? Long.MIN_VALUE : periods.get(i).getFirst().periodMicros();
      long to =
          i + 1 < periods.size() ? periods.get(i + 1).getFirst().periodMicros() : Long.MAX_VALUE;
      List<Splice> splices =
          now.splices().stream()
              .filter(splice -> splice.startMicros() >= from && splice.startMicros() < to)
              .toList();
      new MpdPeriod(now, periods.get(i), splices, wanted, lowLatency, xml).write();
    }
    if (dated) {
      xml.begin("UTCTiming")
          .attribute("schemeIdUri", "urn:mpeg:dash:utc:http-iso:2014")
          .attribute("value", wanted.timeAddress())
          .end();
    }
    xml.close("MPD");
  }

  private void dynamic(Segment last) {
    xml.attribute("availabilityStartTime", EPOCH).attribute("publishTime", DashTime.of(nowUtc));
    if (now.live()) {
      long window =
          last.endMicros() - now.segments().getFirst().startMicros() + wanted.silentMicros();
      xml.duration("minimumUpdatePeriod", lowLatency ? LOW_LATENCY_UPDATE_MICROS : UPDATE_MICROS)
          .duration("timeShiftBufferDepth", window)
          .duration(
              "suggestedPresentationDelay",
              lowLatency ? LATENCY_MILLIS * 1000 : SEGMENTS_BEHIND * now.longestMicros());
    } else {
      xml.duration("mediaPresentationDuration", last.utcMicros() + last.durationMicros());
    }
  }

  /// Annex K.3: how far behind players are to be, and how they get there.
  private void serviceDescription() {
    xml.begin("ServiceDescription").attribute("id", 0).open();
    xml.begin("Latency")
        .attribute("target", LATENCY_MILLIS)
        .attribute("min", MIN_LATENCY_MILLIS)
        .attribute("max", MAX_LATENCY_MILLIS)
        .attribute("referenceId", 0)
        .end();
    xml.begin("PlaybackRate").attribute("min", "0.96").attribute("max", "1.05").end();
    xml.close("ServiceDescription");
  }

  private List<List<Segment>> periods() {
    List<Segment> all = now.segments();
    if (lowLatency && now.open() != null) {
      all = new ArrayList<>(all);
      all.add(now.open());
    }
    if (all.getFirst().periodSequence() == all.getLast().periodSequence()) {
      return List.of(all); // the segments of a film, which may be many, are not gone through
    }
    List<List<Segment>> periods = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= all.size(); i++) {
      if (i == all.size() || all.get(i).periodSequence() != all.get(from).periodSequence()) {
        periods.add(all.subList(from, i));
        from = i;
      }
    }
    return periods;
  }
}
