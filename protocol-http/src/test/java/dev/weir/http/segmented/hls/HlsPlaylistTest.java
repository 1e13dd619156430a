package dev.weir.http.segmented.hls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.TestStreams;
import dev.weir.http.segmented.Gop;
import dev.weir.http.segmented.ManifestForm;
import dev.weir.http.segmented.ManifestForm.Notation;
import dev.weir.http.segmented.ManifestText;
import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.Snapshot;
import dev.weir.http.segmented.TestSegments;
import dev.weir.media.Track;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HlsPlaylistTest {
  private static final HlsVariant VARIANT = new HlsVariant(Gop.video(320, 180), TestStreams.SOUND);

  private static Segment segment(int number, boolean discontinuity, long discontinuitySequence) {
    return TestSegments.segment(number, discontinuity, discontinuitySequence);
  }

  private static String media(List<Segment> segments) {
    return media(TestSegments.live(segments), VARIANT);
  }

  private static String media(Snapshot now, HlsVariant variant) {
    return filled(out -> HlsPlaylist.media(now, variant, out), "");
  }

  private static String filled(Consumer<ManifestText> write, String variables) {
    String text = ManifestText.whole(write);
    return new String(
        new ManifestForm(text, Notation.PLAYLIST).filled(variables), StandardCharsets.UTF_8);
  }

  private static long number(String playlist, String tag) {
    String start = "#" + tag + ":";
    return playlist
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToLong(line -> Long.parseLong(line.substring(start.length())))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void writesEverythingAPlayerNeeds() {
    List<Segment> segments = List.of(segment(0, false, 7), segment(1, true, 8));
    Snapshot now = new Snapshot(segments, null, 2_041_000, 0, false);
    assertThat(filled(out -> HlsPlaylist.media(now, VARIANT, out), "tkn=a%20b"))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:6
            #EXT-X-TARGETDURATION:2
            #EXT-X-MEDIA-SEQUENCE:100
            #EXT-X-DISCONTINUITY-SEQUENCE:7
            #EXT-X-PROGRAM-DATE-TIME:2026-03-04T05:06:07.123Z
            #EXTINF:2.000000,
            100.ts?tkn=a%20b
            #EXT-X-DISCONTINUITY
            #EXT-X-PROGRAM-DATE-TIME:2026-03-04T05:06:09.123Z
            #EXTINF:2.000000,
            101.ts?tkn=a%20b
            #EXT-X-ENDLIST
            """);
  }

  @Test
  void picturesThatOnlyAnotherVariantHasAreAGap() {
    Track dead = Track.of(7, Gop.video(640, 360).codec());
    List<Segment> segments = List.of(segment(0, false, 7));
    Snapshot now = TestSegments.live(segments);
    assertThat(media(now, new HlsVariant(dead, TestStreams.SOUND)))
        .contains("#EXT-X-GAP\n#EXTINF:");
    assertThat(media(now, new HlsVariant(null, dead))).doesNotContain("GAP");
    assertThat(media(segments)).doesNotContain("GAP");
  }

  @Test
  void aRunningStreamHasNoEnd() {
    assertThat(media(List.of(segment(0, false, 7)))).doesNotContain("ENDLIST");
  }

  /// RFC 8216 4.3.2.1: each EXTINF, rounded to the nearest integer, is at most the target duration.
  @Test
  void noSegmentIsLongerThanTheTargetDuration() {
    for (long longest : new long[] {900_000, 1_499_999, 1_500_000, 2_099_999, 6_400_000}) {
      String text =
          media(new Snapshot(List.of(segment(0, false, 7)), null, longest, 0, true), VARIANT);
      assertThat(number(text, "EXT-X-TARGETDURATION"))
          .isGreaterThanOrEqualTo(Math.round(longest / 1e6));
    }
  }

  /// RFC 8216 4.3.3.3 and 6.2.2: a segment's discontinuity sequence number is the playlist's, and
  /// one more for each tag up to it; it stays the same while the playlist moves on.
  @Test
  void discontinuitySequenceCountsTheTagsThatHaveLeft() {
    List<Segment> all = new ArrayList<>();
    long discontinuities = 50;
    for (int number = 0; number < 20; number++) {
      boolean discontinuity = number % 3 == 2 || number % 7 == 6;
      discontinuities += discontinuity ? 1 : 0;
      all.add(segment(number, discontinuity, discontinuities));
    }
    long lastSequence = 0;
    long removed = 50;
    for (int from = 0; from < 15; from++) {
      String text = media(all.subList(from, from + 5));
      long sequence = number(text, "EXT-X-DISCONTINUITY-SEQUENCE");
      assertThat(sequence).isEqualTo(removed).isGreaterThanOrEqualTo(lastSequence);
      assertThat(number(text, "EXT-X-MEDIA-SEQUENCE")).isEqualTo(100 + from);
      List<Long> numbers = new ArrayList<>();
      long current = sequence;
      for (String line : text.lines().toList()) {
        current += line.equals("#EXT-X-DISCONTINUITY") ? 1 : 0;
        if (line.endsWith(".ts")) {
          numbers.add(current);
        }
      }
      assertThat(numbers)
          .isEqualTo(
              all.subList(from, from + 5).stream().map(Segment::discontinuitySequence).toList());
      removed += all.get(from).discontinuity() ? 1 : 0;
      lastSequence = sequence;
    }
  }

  @Test
  void multivariantPlaylistNamesEachVariantAndHandsVariablesOn() {
    List<Segment> segments = List.of(segment(0, false, 7));
    String text =
        filled(
            out ->
                HlsPlaylist.multivariant(
                    HlsVariant.of(segments.getFirst().tracks()), List.of(), segments, out.text()),
            "user=3&x=%22");
    List<String> lines = text.lines().toList();
    assertThat(lines)
        .startsWith("#EXTM3U", "#EXT-X-VERSION:6", "#EXT-X-INDEPENDENT-SEGMENTS")
        .endsWith("2_1/index.m3u8?user=3&x=%22");
    assertThat(lines.get(3))
        .matches(
            "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=\\d+,CODECS=\"avc1\\.42001[Ee]\","
                + "RESOLUTION=320x180,URI=\"2/iframes\\.m3u8\\?user=3&x=%22\"");
    assertThat(lines.get(4))
        .matches(
            "#EXT-X-STREAM-INF:BANDWIDTH=\\d+,AVERAGE-BANDWIDTH=\\d+,"
                + "CODECS=\"avc1\\.42001[Ee],mp4a\\.40\\.2\",RESOLUTION=320x180,FRAME-RATE=10\\.000");
  }
}
