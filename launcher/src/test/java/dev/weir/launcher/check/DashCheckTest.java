package dev.weir.launcher.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import dev.weir.mp4.InitSegment;
import dev.weir.mp4.PartWriter;
import dev.weir.mp4.SegmentBoxes;
import dev.weir.testkit.SampleMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// And a presentation without faults breaks none.
class DashCheckTest extends SeededFaults<DashRule> {
  private static final Film FILM = new Film(SampleMedia.H264_AAC);
  private static final URI MANIFEST = URI.create("http://site/m/index.mpd");

  DashCheckTest() {
    super(DashRule.class);
  }

  private static Fault<DashRule> fault(DashRule rule, Consumer<Site> put) {
    return new Fault<>(rule, MANIFEST, put);
  }

  /// A film whose fifth second comes when it starts.
  @Override
  Site site() {
    Site site = new Site();
    site.page("/m/index.mpd", (uri, now) -> reply(uri, text(now)));
    for (Track track : List.of(FILM.video(), FILM.audio())) {
      String folder = "/m/" + track.id() + "/";
      site.page(folder + "init.mp4", (uri, _) -> reply(uri, init(track)));
      site.page(folder, (uri, _) -> reply(uri, segment(track, second(uri, track), 0)));
    }
    return site;
  }

  private static Web.Reply reply(URI uri, byte[] body) {
    return new Web.Reply(uri, 200, "video/mp4", body);
  }

  private static int second(URI uri, Track track) {
    String name = uri.getPath().replaceAll(".*/|\\.m4s", "");
    Timescale clock = InitSegment.timescale(track.codec());
    return (int) ((clock.toMicros(Long.parseLong(name)) + 30_000) / 1_000_000);
  }

  private static byte[] text(Site now) {
    int end = Math.min(Film.SECONDS, 4 + (int) now.seconds());
    StringBuilder text = new StringBuilder();
    text.append(
        """
        <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011"
        type="dynamic" availabilityStartTime="%s" publishTime="%s" minimumUpdatePeriod="PT1S"
        minBufferTime="PT2S"><UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-iso:2014" value="/time"/>
        <Period id="1" start="PT0S">
        """
            .formatted(
                Instant.ofEpochMilli(Site.START_MILLIS), Instant.ofEpochMilli(now.nowMillis())));
    for (Track track : List.of(FILM.video(), FILM.audio())) {
      Timescale clock = InitSegment.timescale(track.codec());
      text.append(
          """
          <AdaptationSet mimeType="video/mp4"><SegmentTemplate timescale="%d"
          initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Time$.m4s">
          <SegmentTimeline>
          """
              .formatted(clock.ticksPerSecond()));
      for (int second = end - 4; second < end; second++) {
        long from = clock.fromMicros(start(track, second));
        long to = clock.fromMicros(start(track, second + 1));
        text.append("<S t=\"%d\" d=\"%d\"/>\n".formatted(from, to - from));
      }
      text.append("</SegmentTimeline></SegmentTemplate>\n");
      text.append(
          "<Representation id=\"%d\" bandwidth=\"500000\" codecs=\"%s\"/></AdaptationSet>\n"
              .formatted(track.id(), track.codec().codecString()));
    }
    return text.append("</Period></MPD>").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static long start(Track track, int second) {
    return FILM.start(track, second * 1_000_000L);
  }

  private static byte[] init(Track track) {
    ByteBuf out = Unpooled.buffer();
    InitSegment.write(List.of(track), out);
    return ByteBufUtil.getBytes(out);
  }

  private static byte[] segment(Track track, int second, long shiftMicros) {
    long from = second * 1_000_000L + shiftMicros;
    List<Sample> samples = FILM.samples(track, from, from + 1_000_000);
    ByteBuf out = Unpooled.buffer();
    PartWriter part = new PartWriter(track);
    part.begin(second + 1, samples.size(), out);
    samples.forEach(sample -> part.sample(sample, out));
    part.end(FILM.start(track, from + 1_000_000), out);
    return ByteBufUtil.getBytes(out);
  }

  private static Consumer<Site> mpd(String expression, String by) {
    return site -> site.replace("mpd", expression, by);
  }

  private static Consumer<Site> later(String expression, String by) {
    return site -> site.replaceLater("mpd", 1, expression, by);
  }

  private static Consumer<Site> shifted() {
    Track video = FILM.video();
    return site ->
        site.fault(
            "/m/" + video.id() + "/",
            reply ->
                reply.uri().getPath().endsWith("init.mp4")
                    ? reply
                    : Site.with(reply, segment(video, second(reply.uri(), video), 500_000)));
  }

  @Override
  Stream<Fault<DashRule>> faults() {
    return Stream.of(
        fault(DashRule.MANIFEST, mpd("profiles=", "profile=")),
        fault(DashRule.TYPE, mpd("publishTime=\"[^\"]*\"", "")),
        fault(
            DashRule.START_STAYS, later("availabilityStartTime=\"2", "availabilityStartTime=\"1")),
        fault(DashRule.UTC_TIMING, mpd("UTCTiming", "Timing")),
        fault(DashRule.PERIODS, mpd("Period id=\"1\"", "Period")),
        fault(DashRule.REPRESENTATION, mpd("bandwidth=\"500000\"", "")),
        fault(DashRule.BANDWIDTH, mpd("bandwidth=\"500000\"", "bandwidth=\"5000\"")),
        fault(DashRule.CODECS, mpd("avc1.64", "avc1.4d")),
        fault(DashRule.TEMPLATE, mpd("/\\$Time\\$", "/x")),
        fault(DashRule.TIMELINE, mpd("d=\"90000\"", "d=\"90001\"")),
        fault(DashRule.TIMELINE_STAYS, later("d=\"90000\"", "d=\"90001\"")),
        fault(DashRule.SEGMENT_THERE, s -> s.fault(".m4s", r -> Site.status(r, 404))),
        fault(
            DashRule.INIT,
            s ->
                s.fault(
                    "init", r -> Site.with(r, Arrays.copyOfRange(r.body(), 44, r.body().length)))),
        fault(
            DashRule.FRAGMENT,
            s -> s.fault(".m4s", r -> Site.with(r, Arrays.copyOf(r.body(), 60)))),
        fault(DashRule.TIME, shifted()),
        fault(DashRule.KEYFRAME, shifted()),
        fault(
            DashRule.EVENTS,
            mpd(
                "<AdaptationSet",
                "<EventStream schemeIdUri=\"urn:scte:scte35:2014:xml+bin\"><Event"
                    + " presentationTime=\"1\"><Signal><Binary>/DAR</Binary></Signal></Event>"
                    + "</EventStream><AdaptationSet")),
        fault(
            DashRule.INBAND_EVENTS, s -> s.fault(".m4s", r -> Site.with(r, withEvent(r.body())))));
  }

  private static byte[] withEvent(byte[] segment) {
    ByteBuf out = Unpooled.buffer();
    SegmentBoxes.event("urn:x", "", 1000, 0, 0, 1, Octets.of((byte) 1), out);
    return ByteBufUtil.getBytes(out.writeBytes(segment));
  }

  @Test
  void findsNothingInAPresentationWithoutFaults() throws IOException {
    assertThat(checkWithoutFaults(MANIFEST).lookedAt("segments")).isGreaterThanOrEqualTo(10);
  }
}
