package dev.weir.http.segmented.dash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.TestStreams;
import dev.weir.http.segmented.Gop;
import dev.weir.http.segmented.ManifestForm;
import dev.weir.http.segmented.ManifestForm.Notation;
import dev.weir.http.segmented.ManifestText;
import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.Snapshot;
import dev.weir.http.segmented.TestSegments;
import dev.weir.http.segmented.TrackSpan;
import dev.weir.http.segmented.cmaf.Renditions;
import dev.weir.media.Codec;
import dev.weir.media.DolbyVision;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Track;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MpdTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:07:00.000Z");

  private static String text(Snapshot now, boolean open) {
    return text(now, open, Addressing.NUMBER);
  }

  private static String text(Snapshot now, boolean open, Addressing addressing) {
    return text(now, open, addressing, false);
  }

  private static String text(Snapshot now, boolean open, Addressing addressing, boolean overdue) {
    Renditions renditions =
        new Renditions(
            List.of(Gop.video(320, 180)), List.of(TestStreams.SOUND), List.of(), List.of());
    Mpd.Wanted wanted =
        new Mpd.Wanted(
            renditions,
            "live",
            "http://x/index.mpd",
            "http://x/time",
            open,
            true,
            addressing,
            0,
            overdue);
    String text = ManifestText.whole(out -> new Mpd(now, NOW, wanted, out).write());
    return new String(
        new ManifestForm(text, Notation.XML).filled("a=1&b=$2"), StandardCharsets.UTF_8);
  }

  private static Snapshot live(List<Segment> segments, int openParts) {
    Segment open =
        openParts == 0
            ? null
            : TestSegments.open(
                segments.size(), segments.getLast().discontinuitySequence(), openParts);
    return new Snapshot(segments, open, 2_000_000, 500_000, true);
  }

  private static List<Segment> two() {
    return List.of(TestSegments.segment(0, false, 7), TestSegments.segment(1, false, 7));
  }

  @Test
  void theTimelineHasExactTimesAndTheSegmentThatIsBeingPublished() {
    String mpd = text(live(two(), 2), true);
    assertThat(mpd)
        .contains("type=\"dynamic\"")
        .contains("availabilityStartTime=\"1970-01-01T00:00:00Z\"")
        .contains("publishTime=\"2026-03-04T05:07:00Z\"")
        .contains("timescale=\"90000\"")
        .contains("startNumber=\"100\"")
        .contains("<S t=\"0\" d=\"180000\" r=\"2\"/>")
        .contains("<S t=\"0\" d=\"96000\" r=\"2\"/>")
        .contains("availabilityTimeOffset=\"1.500000\"")
        .contains("availabilityTimeComplete=\"false\"")
        .contains("<Latency target=\"1500\"")
        .contains("inband=\"true\"");
  }

  @Test
  void aSegmentThatIsLongerThanTheOneBeforeIsListedAsLongAsItIs() {
    assertThat(text(live(two(), 6), true))
        .contains("<S t=\"0\" d=\"180000\" r=\"1\"/>\n<S t=\"360000\" d=\"270000\"/>");
  }

  /// As long as it was published nobody knew that it would not get longer.
  @Test
  void aSegmentThatAnEncoderHasLeftHangingIsAsShortAsItIs() {
    assertThat(text(live(two(), 2), true, Addressing.NUMBER, false))
        .contains("<S t=\"0\" d=\"180000\" r=\"2\"/>");
    assertThat(text(live(two(), 2), true, Addressing.NUMBER, true))
        .contains("<S t=\"0\" d=\"180000\" r=\"1\"/>\n<S t=\"360000\" d=\"90000\"/>");
  }

  @Test
  void aSegmentThatAnEncoderDidNotFinishIsAsShortAsItIs() {
    assertThat(text(live(two(), 1), true)).contains("<S t=\"0\" d=\"180000\" r=\"2\"/>");
    List<Segment> segments = new ArrayList<>(two());
    segments.add(TestSegments.open(2, 7, 1));
    assertThat(text(live(segments, 0), true))
        .contains("<S t=\"0\" d=\"180000\" r=\"1\"/>\n<S t=\"360000\" d=\"45000\"/>");
  }

  @Test
  void dolbyVisionIsNamedBesideTheCodec() {
    Codec.Video codec =
        new DolbyVision(DolbyVision.HEVC, 9, 1)
            .of(
                new Codec.Hevc(
                    Octets.EMPTY,
                    List.of(),
                    List.of(),
                    List.of(),
                    Picture.ofSize(320, 180),
                    "hvc1.2.4.L60.B0"));
    Segment made = TestSegments.segment(0, false, 7);
    TrackSpan pictures = made.span(Gop.VIDEO).orElseThrow();
    TrackSpan span =
        new TrackSpan(
            Track.of(Gop.VIDEO, codec),
            pictures.firstSample(),
            pictures.endSample(),
            pictures.samples(),
            pictures.payloadBytes(),
            pictures.firstBytes(),
            pictures.startMicros(),
            pictures.endMicros(),
            0,
            true);
    Segment segment =
        new Segment(
            made.sequence(),
            made.discontinuitySequence(),
            false,
            made.periodSequence(),
            0,
            made.startMicros(),
            made.durationMicros(),
            made.utcMicros(),
            List.of(span),
            made.parts());
    assertThat(text(live(List.of(segment), 0), false))
        .contains(
            "codecs=\"hvc1.2.4.L60.B0\" xmlns:scte214=\"urn:scte:dash:scte214-extensions\""
                + " scte214:supplementalCodecs=\"dvh1.08.09\""
                + " scte214:supplementalProfiles=\"db1p\"");
  }

  /// The segment `number` of its period, which starts `place` times two seconds into it.
  private static Segment ofPeriod(int number, int place) {
    Segment made = TestSegments.segment(place, false, 7);
    return new Segment(
        50 + number,
        made.discontinuitySequence(),
        false,
        50,
        0,
        made.startMicros(),
        made.durationMicros(),
        made.utcMicros(),
        made.spans(),
        made.parts());
  }

  @Test
  void evenSegmentsNeedNoTimeline() {
    Snapshot now = live(List.of(ofPeriod(4, 4), ofPeriod(5, 5)), 0);
    assertThat(text(now, true, Addressing.DURATION))
        .contains("startNumber=\"50\"")
        .contains("media=\"2/chunk_$Number$.m4s")
        .contains("duration=\"180000\"/>", "duration=\"96000\"/>")
        .doesNotContain("SegmentTimeline");
    assertThat(text(now, true, Addressing.NUMBER)).contains("startNumber=\"54\"");
  }

  @Test
  void aLiveManifestSaysWhereItIsAskedForAgain() {
    assertThat(text(live(two(), 0), true))
        .contains("<Location>http://x/index.mpd?a=1&amp;b=$2</Location>");
    Snapshot over = new Snapshot(two(), null, 2_000_000, 500_000, false);
    assertThat(text(over, true)).doesNotContain("Location");
  }

  @Test
  void unevenSegmentsHaveATimelineWhateverIsAsked() {
    Snapshot now = live(List.of(ofPeriod(0, 0), ofPeriod(1, 9)), 0);
    assertThat(text(now, true, Addressing.DURATION)).contains("<SegmentTimeline>");
  }

  @Test
  void theWindowReachesToNowWhileAnEncoderIsAway() {
    Snapshot now = live(two(), 0);
    Instant end = TestSegments.START.plusSeconds(4);
    assertThat(Mpd.silentMicros(now, end.plusMillis(1900))).isZero();
    assertThat(Mpd.silentMicros(now, end.plusMillis(9100))).isEqualTo(10_000_000);
    Snapshot over = new Snapshot(two(), null, 2_000_000, 500_000, false);
    assertThat(Mpd.silentMicros(over, end.plusMillis(9100))).isZero();
  }

  @Test
  void withoutLowLatencyThereAreFinishedSegmentsOnly() {
    assertThat(text(live(two(), 2), false))
        .contains("<S t=\"0\" d=\"180000\" r=\"1\"/>")
        .doesNotContain("availabilityTime", "ServiceDescription", "Resync");
  }

  @Test
  void variablesAreEscapedForTemplatesAndXml() {
    assertThat(text(live(two(), 0), true)).contains("chunk_$Number$.m4s?a=1&amp;b=$$2\"");
  }

  @Test
  void eachDiscontinuityStartsAPeriodAtItsTime() {
    List<Segment> segments =
        List.of(
            TestSegments.segment(0, false, 7),
            TestSegments.segment(1, true, 8),
            TestSegments.segment(2, false, 8));
    Matcher periods =
        Pattern.compile("<Period id=\"(p\\d+)\" start=\"([^\"]+)\"")
            .matcher(text(live(segments, 0), true));
    assertThat(periods.find()).isTrue();
    assertThat(periods.group(1)).isEqualTo("p7");
    assertThat(periods.group(2)).isEqualTo("P20516DT5H6M7.123S");
    assertThat(periods.find()).isTrue();
    assertThat(periods.group(1)).isEqualTo("p8");
    assertThat(periods.group(2)).isEqualTo("P20516DT5H6M9.123S");
  }

  @Test
  void aPeriodStartsAtTheSameTimeWhenItsFirstSegmentsHaveGone() {
    String all = text(live(two(), 0), true);
    String later = text(live(two().subList(1, 2), 0), true);
    String start = all.replaceAll("(?s).*(<Period [^>]*>).*", "$1");
    assertThat(later).contains(start).contains("presentationTimeOffset=\"0\"");
    assertThat(later).contains("startNumber=\"101\"").contains("<S t=\"180000\" d=\"180000\"/>");
  }

  @Test
  void aStreamThatHasEndedIsUpdatedNoMore() {
    Snapshot ended = new Snapshot(two(), null, 2_000_000, 500_000, false);
    assertThat(text(ended, true))
        .contains("mediaPresentationDuration=")
        .doesNotContain("minimumUpdatePeriod", "availabilityTimeOffset");
  }
}
