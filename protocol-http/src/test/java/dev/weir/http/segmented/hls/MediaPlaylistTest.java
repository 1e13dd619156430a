package dev.weir.http.segmented.hls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.TestStreams;
import dev.weir.http.segmented.Gop;
import dev.weir.http.segmented.ManifestForm;
import dev.weir.http.segmented.ManifestForm.Notation;
import dev.weir.http.segmented.ManifestText;
import dev.weir.http.segmented.Part;
import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.Snapshot;
import dev.weir.http.segmented.TestSegments;
import dev.weir.http.segmented.TrackSpan;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Track;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MediaPlaylistTest {
  private static final Track VIDEO = Gop.video(320, 180);
  private static final Track TEXT =
      Track.of(3, new Codec.Text(Codec.Text.Format.WEBVTT, Octets.EMPTY));

  private static Snapshot live(int segments) {
    return new Snapshot(
        IntStream.range(0, segments).mapToObj(i -> TestSegments.segment(i, false, 7)).toList(),
        TestSegments.open(segments, 7, 2),
        2_000_000,
        500_000,
        true);
  }

  private static String text(Snapshot now, boolean parts, boolean skip) {
    List<Track> others = List.of(TestStreams.SOUND, TEXT);
    return text(now, new MediaPlaylist.Wanted(VIDEO, others, parts, skip));
  }

  private static String text(Snapshot now, MediaPlaylist.Wanted wanted) {
    String text = ManifestText.whole(out -> new MediaPlaylist(now, wanted, out).write());
    return new String(
        new ManifestForm(text, Notation.PLAYLIST).filled("a=b"), StandardCharsets.UTF_8);
  }

  /// 4.4.3.5: also a delta update, the playlist of the end, and those of cues and first pictures.
  @Test
  void whatKeepsAllOfAProgrammeIsAnEvent() {
    String type = "\n#EXT-X-PLAYLIST-TYPE:EVENT\n";
    for (boolean live : new boolean[] {true, false}) {
      Snapshot plain = live(20);
      Snapshot now =
          new Snapshot(plain.segments(), plain.open(), 2_000_000, 500_000, live, true, List.of());
      assertThat(text(now, true, true)).contains(type).doesNotContain("VOD");
      assertThat(ManifestText.whole(out -> HlsPlaylist.media(now, null, out))).contains(type);
      assertThat(ManifestText.whole(out -> PicturePlaylist.cmaf(now, Gop.VIDEO, out)))
          .contains(type);
    }
    assertThat(text(live(20), true, true)).doesNotContain("PLAYLIST-TYPE");
  }

  @Test
  void writesEverythingThatLowLatencyNeeds() {
    assertThat(text(live(1), true, false))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:9
            #EXT-X-TARGETDURATION:2
            #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12.0,PART-HOLD-BACK=1.500000
            #EXT-X-PART-INF:PART-TARGET=0.500000
            #EXT-X-MEDIA-SEQUENCE:100
            #EXT-X-DISCONTINUITY-SEQUENCE:7
            #EXT-X-MAP:URI="init_7.m4s?a=b"
            #EXT-X-PROGRAM-DATE-TIME:2026-03-04T05:06:07.123Z
            #EXT-X-PART:DURATION=0.500000,URI="chunk_100.0.m4s?a=b",INDEPENDENT=YES
            #EXT-X-PART:DURATION=0.500000,URI="chunk_100.1.m4s?a=b"
            #EXT-X-PART:DURATION=0.500000,URI="chunk_100.2.m4s?a=b"
            #EXT-X-PART:DURATION=0.500000,URI="chunk_100.3.m4s?a=b"
            #EXTINF:2.000000,
            chunk_100.m4s?a=b
            #EXT-X-PROGRAM-DATE-TIME:2026-03-04T05:06:09.123Z
            #EXT-X-PART:DURATION=0.500000,URI="chunk_101.0.m4s?a=b",INDEPENDENT=YES
            #EXT-X-PART:DURATION=0.500000,URI="chunk_101.1.m4s?a=b"
            #EXT-X-PRELOAD-HINT:TYPE=PART,URI="chunk_101.2.m4s?a=b"
            #EXT-X-RENDITION-REPORT:URI="../1/index.m3u8?a=b",LAST-MSN=101,LAST-PART=1
            #EXT-X-RENDITION-REPORT:URI="../3/index.m3u8?a=b",LAST-MSN=100
            """);
  }

  @Test
  void partsAreLeftOutForWhoDoesNotWantThem() {
    assertThat(text(live(2), false, false))
        .doesNotContain("PART", "PRELOAD")
        .contains("CAN-BLOCK-RELOAD=YES");
  }

  /// RFC 8216bis 4.4.4.9.
  @Test
  void partsAreListedForThreeTargetDurationsOnly() {
    String text = text(live(20), true, false);
    assertThat(text).contains("chunk_118.0.m4s").doesNotContain("chunk_110.0.m4s");
  }

  /// RFC 8216bis 4.4.5.2: with the skipped ones the playlist has as many segments as without.
  @Test
  void skipsWhatIsFurtherBackThanSixTargetDurations() {
    String whole = text(live(20), true, false);
    String delta = text(live(20), true, true);
    assertThat(delta).contains("#EXT-X-SKIP:SKIPPED-SEGMENTS=14\n");
    assertThat(count(delta) + 14).isEqualTo(count(whole));
    assertThat(text(live(5), true, true)).doesNotContain("SKIP:");
  }

  /// hls.js stops for good if it is told that all segments are as they were.
  @Test
  void anAbsenceOfTheEncoderMakesNoSegmentOld() {
    List<Segment> before =
        IntStream.range(0, 10).mapToObj(i -> TestSegments.segment(i, false, 7)).toList();
    Segment after = TestSegments.open(30, 8, 2); // a minute later
    Snapshot now = new Snapshot(before, after, 2_000_000, 500_000, true);
    assertThat(text(now, true, true))
        .contains("#EXT-X-SKIP:SKIPPED-SEGMENTS=4\n")
        .contains("chunk_109.m4s")
        .contains("chunk_109.0.m4s");
  }

  private static long count(String playlist) {
    return playlist.lines().filter(line -> line.startsWith("#EXTINF")).count();
  }

  @Test
  void aStreamThatHasEndedIsOnDemand() {
    Snapshot ended =
        new Snapshot(List.of(TestSegments.segment(0, false, 7)), null, 2_000_000, 500_000, false);
    assertThat(text(ended, true, true))
        .contains("#EXT-X-PLAYLIST-TYPE:VOD\n")
        .endsWith("#EXT-X-ENDLIST\n")
        .doesNotContain("SERVER-CONTROL", "PART", "SKIP");
  }

  /// RFC 8216bis 4.4.4.7.
  @Test
  void aTrackThatPausesHasAGap() {
    Segment without = TestSegments.segment(0, false, 7);
    Track other = Track.of(9, VIDEO.codec());
    Snapshot now = TestSegments.live(List.of(without));
    String text = text(now, new MediaPlaylist.Wanted(other, List.of(), false, false));
    assertThat(text).contains("#EXT-X-GAP\n#EXTINF:2.000000,\n").doesNotContain("MAP");
  }

  /// Else what comes behind it would be at other times than in the other playlists.
  @Test
  void aSegmentInWhoseMiddleATrackStopsOrBeginsIsAsLongAsItsParts() {
    List<Part> parts = TestSegments.segment(0, false, 7).parts();
    String stops = text(of(parts.get(0), silent(parts.get(1)), silent(parts.get(2))));
    String begins = text(of(silent(parts.get(0)), parts.get(1), parts.get(2)));
    assertThat(stops).contains("URI=\"chunk_100.2.m4s?a=b\",GAP=YES\n");
    assertThat(begins).contains("URI=\"chunk_100.0.m4s?a=b\",GAP=YES\n");
    assertThat(List.of(stops, begins))
        .allSatisfy(text ->
            assertThat(text)
                .contains("#EXTINF:1.500000,\n")
                .contains("DATE-TIME:2026-03-04T05:06:07.123Z\n"));
  }

  private static String text(Segment segment) {
    return text(TestSegments.live(List.of(segment)), true, false);
  }

  private static Segment of(Part... parts) {
    return TestSegments.of(0, false, 7, List.of(parts));
  }

  /// Without its pictures.
  private static Part silent(Part part) {
    List<TrackSpan> sound = part.spans().stream().filter(s -> s.track().isAudio()).toList();
    return new Part(part.startMicros(), part.durationMicros(), sound);
  }

  @Test
  void eachConfigurationHasItsHeader() {
    Snapshot now =
        TestSegments.live(
            List.of(
                TestSegments.segment(0, false, 7),
                TestSegments.segment(1, true, 8),
                TestSegments.segment(2, false, 8)));
    assertThat(text(now, false, false).lines().filter(line -> line.contains("MAP")))
        .containsExactly("#EXT-X-MAP:URI=\"init_7.m4s?a=b\"", "#EXT-X-MAP:URI=\"init_8.m4s?a=b\"");
  }
}
