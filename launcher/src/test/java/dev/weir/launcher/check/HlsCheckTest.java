package dev.weir.launcher.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// And presentations without faults break none.
class HlsCheckTest extends SeededFaults<HlsRule> {
  private static final Film FILM = new Film(SampleMedia.H264_AAC);

  HlsCheckTest() {
    super(HlsRule.class);
  }

  private static Fault<HlsRule> ts(HlsRule rule, Consumer<Site> put) {
    return new Fault<>(rule, HlsSite.TS, put);
  }

  private static Fault<HlsRule> ll(HlsRule rule, Consumer<Site> put) {
    return new Fault<>(rule, HlsSite.LOW_LATENCY, put);
  }

  private static Consumer<Site> media(String expression, String by) {
    return site -> site.replace("media.m3u8", expression, by);
  }

  private static Consumer<Site> index(String expression, String by) {
    return site -> site.replace("index.m3u8", expression, by);
  }

  /// Changes a media playlist from so many seconds on.
  private static Consumer<Site> later(double seconds, String expression, String by) {
    return site -> site.replaceLater("media.m3u8", seconds, expression, by);
  }

  private static Consumer<Site> bytes(String path, Consumer<byte[]> change) {
    return site ->
        site.fault(
            path,
            reply -> {
              byte[] bytes = reply.body().clone();
              change.accept(bytes);
              return Site.with(reply, bytes);
            });
  }

  /// The bytes of one path are those of another.
  private static Consumer<Site> instead(String path, String other) {
    return site ->
        site.fault(
            path,
            reply -> {
              try {
                return Site.with(reply, site.get(URI.create("http://site" + other)).body());
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
  }

  private static final String VIDEO = "/ll/" + FILM.video().id() + "/";

  @Override
  Stream<Fault<HlsRule>> faults() {
    return Stream.of(
        ts(HlsRule.SEGMENT_TYPE, bytes("5.ts", b -> Arrays.fill(b, (byte) 'x'))),
        ts(HlsRule.TS_TABLES, s -> s.fault("5.ts", r -> Site.with(r, from(r.body(), 188)))),
        ts(HlsRule.TS_PACKETS, bytes("5.ts", b -> b[188 * 20 + 3] ^= 5)),
        ll(
            HlsRule.INIT_SECTION,
            s -> s.fault("init.mp4", r -> Site.with(r, from(r.body(), 8 + 32)))),
        ll(HlsRule.DECODE_TIME, bytes("4.mp4", HlsCheckTest::withoutDecodeTime)),
        ts(
            HlsRule.WEBVTT,
            s -> s.fault("5.ts", r -> Site.text(r, "WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n"))),
        ll(HlsRule.PART_MEDIA, instead("5.1.mp4", VIDEO + "5.mp4")),
        ts(HlsRule.READABLE, media("#EXTINF:1.000", "#EXTINF:soon")),
        ts(HlsRule.MEDIA_TYPE, s -> s.fault("media.m3u8", r -> Site.type(r, "text/plain"))),
        ts(HlsRule.TEXT, media("#EXT-X-VERSION", "#\u0001\n#EXT-X-VERSION")),
        ts(
            HlsRule.KIND,
            media(
                "#EXT-X-VERSION",
                "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"b\"\n#EXT-X-VERSION")),
        ts(HlsRule.ATTRIBUTE_ONCE, index("BANDWIDTH=900000", "BANDWIDTH=900000,BANDWIDTH=1")),
        ts(HlsRule.ATTRIBUTE_FORM, index("BANDWIDTH=900000", "BANDWIDTH=\"900000\"")),
        ts(HlsRule.VERSION, media("VERSION:6", "VERSION:2")),
        ts(HlsRule.INDEPENDENT, instead("5.ts", "/ts/half")),
        ts(HlsRule.TARGET_DURATION, media("#EXTINF:1.000", "#EXTINF:1.600")),
        ts(HlsRule.TARGET_CONSTANT, later(1, "TARGETDURATION:1", "TARGETDURATION:2")),
        ts(HlsRule.SEQUENCE_PLACE, media("(?s)(#EXT-X-MEDIA-SEQUENCE:\\d+\n)(.*)", "$2$1")),
        ts(
            HlsRule.ENDED,
            s ->
                s.fault(
                    "media.m3u8",
                    r ->
                        s.seconds() < 1
                            ? Site.text(r, Site.body(r) + "#EXT-X-ENDLIST\n#EXT-X-ENDLIST\n")
                            : r)),
        ts(HlsRule.TYPE, media("#EXT-X-VERSION", "#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-VERSION")),
        ll(HlsRule.PART_INF, media("#EXT-X-PART-INF.*\n", "")),
        ll(HlsRule.HOLD_BACK, media("HOLD-BACK=3.0", "HOLD-BACK=2.0")),
        ll(HlsRule.PART_HOLD_BACK, media("PART-HOLD-BACK=1.6,", "")),
        ll(HlsRule.SKIP_UNTIL, media("CAN-SKIP-UNTIL=6.0", "CAN-SKIP-UNTIL=5.0")),
        ts(HlsRule.DURATION, media("#EXTINF:1.000", "#EXTINF:1.400")),
        ts(HlsRule.DISCONTINUITY, instead("5.ts", "/ts/6.ts")),
        ll(HlsRule.MAP, media("#EXT-X-MAP.*\n", "")),
        ts(HlsRule.DATE_TIME, media(":22Z", ":52Z")),
        ll(HlsRule.PART_DURATION, media("PART-TARGET=0.53", "PART-TARGET=0.9")),
        ll(
            HlsRule.PART_SUM,
            media(
                "#EXT-X-PART:DURATION=0.5\\d*,URI=\"(\\d).1",
                "#EXT-X-PART:DURATION=0.46,URI=\"$1.1")),
        ll(HlsRule.PART_INDEPENDENT, media(",INDEPENDENT=YES", "")),
        ts(HlsRule.DATE_RANGE, media("#EXTINF", "#EXT-X-DATERANGE:ID=\"a\"\n#EXTINF")),
        ts(
            HlsRule.SPLICE,
            media(
                "#EXTINF",
                "#EXT-X-DATERANGE:ID=\"a\",START-DATE=\"2026-01-01T00:00:00Z\",SCTE35-OUT=0xFC30\n#EXTINF")),
        ll(HlsRule.SKIP, media("#EXT-X-MAP", "#EXT-X-SKIP:SKIPPED-SEGMENTS=1\n#EXT-X-MAP")),
        ll(HlsRule.HINT, media("HINT:TYPE=PART,URI=\"\\d", "HINT:TYPE=PART,URI=\"0")),
        ll(HlsRule.REPORT, media("#EXT-X-RENDITION-REPORT.*\n", "")),
        ll(
            HlsRule.RENDITION,
            index(
                "#EXT-X-STREAM",
                "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"s\",NAME=\"s\"\n#EXT-X-STREAM")),
        ll(HlsRule.RENDITION_GROUP, index("(#EXT-X-MEDIA.*\n)", "$1$1")),
        ts(
            HlsRule.BANDWIDTH,
            index("BANDWIDTH=900000,AVERAGE-BANDWIDTH=400000", "BANDWIDTH=90000")),
        ts(
            HlsRule.AVERAGE_BANDWIDTH,
            index("AVERAGE-BANDWIDTH=400000", "AVERAGE-BANDWIDTH=4000000")),
        ts(HlsRule.CODECS, index("avc1.64", "avc1.4d")),
        ts(HlsRule.RESOLUTION, index("320x180", "640x360")),
        ts(HlsRule.FRAME_RATE, index("FRAME-RATE=25", "FRAME-RATE=50")),
        ll(HlsRule.GROUPS, index("AUDIO=\"a\"", "AUDIO=\"b\"")),
        ts(HlsRule.ADDRESS, index("(#EXT-X-STREAM.*\n)", "$1$1")),
        ts(HlsRule.SEGMENT_THERE, s -> s.fault("5.ts", r -> Site.status(r, 404))),
        ts(HlsRule.UNCHANGED, later(1, "(\\d).ts", "$1.ts?again")),
        ts(HlsRule.SEQUENCE_GOES_UP, later(2, "MEDIA-SEQUENCE:\\d+", "MEDIA-SEQUENCE:1")),
        ts(
            HlsRule.UPDATE,
            s -> {
              Web.Reply[] first = new Web.Reply[1];
              s.fault("media.m3u8", r -> first[0] = first[0] == null ? r : first[0]);
            }),
        ts(HlsRule.DISCONTINUITY_COUNTED, later(1, "SEQUENCE:3", "SEQUENCE:4")),
        ts(HlsRule.WINDOW, media("(?s)#EXT-X-PROGRAM.*(#EXT-X-PROGRAM.*\n.*\n.*\n)", "$1")),
        ll(
            HlsRule.DELTA,
            s ->
                s.replace(
                    "_HLS_skip",
                    "(?s)#EXT-X-PROGRAM.*(#EXT-X-PROGRAM)",
                    "#EXT-X-SKIP:SKIPPED-SEGMENTS=4\n$1")),
        ll(
            HlsRule.BLOCKING,
            s -> s.fault("_HLS_msn", r -> s.seconds() < 5 ? Site.status(r, 503) : r)),
        ll(HlsRule.TOO_FAR, s -> s.fault("_HLS_part=0", r -> Site.status(r, 200))));
  }

  private static byte[] from(byte[] bytes, int start) {
    return Arrays.copyOfRange(bytes, start, bytes.length);
  }

  private static void withoutDecodeTime(byte[] bytes) {
    for (int i = 0; i + 4 < bytes.length; i++) {
      if (bytes[i] == 't' && bytes[i + 1] == 'f' && bytes[i + 2] == 'd' && bytes[i + 3] == 't') {
        bytes[i] = 'x';
      }
    }
  }

  @Override
  Site site() {
    return new HlsSite(FILM).site();
  }

  @Test
  void findsNothingInATransportStreamPresentation() throws IOException {
    Findings findings = checkWithoutFaults(HlsSite.TS);
    assertThat(findings.lookedAt("segments")).isGreaterThanOrEqualTo(5);
  }

  @Test
  void findsNothingInALowLatencyPresentation() throws IOException {
    Findings findings = checkWithoutFaults(HlsSite.LOW_LATENCY);
    assertThat(findings.lookedAt("parts")).isGreaterThan(10);
    assertThat(findings.lookedAt("preload hints")).isGreaterThan(2);
    assertThat(findings.lookedAt("blocking requests")).isGreaterThan(2);
    assertThat(findings.lookedAt("delta updates")).isEqualTo(2);
  }
}
