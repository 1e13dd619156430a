package dev.weir.launcher.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import dev.weir.mp4.PartWriter;
import dev.weir.mp4.SmoothBoxes;
import dev.weir.testkit.SampleMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// And a presentation without faults breaks none.
class SmoothCheckTest extends SeededFaults<SmoothRule> {
  private static final Film FILM = new Film(SampleMedia.H264_AAC);
  private static final URI MANIFEST = URI.create("http://site/m/Manifest");
  private static final Timescale CLOCK = new Timescale(10_000_000);

  SmoothCheckTest() {
    super(SmoothRule.class);
  }

  private static Fault<SmoothRule> fault(SmoothRule rule, Consumer<Site> put) {
    return new Fault<>(rule, MANIFEST, put);
  }

  /// A film whose seventh second comes when it starts.
  @Override
  Site site() {
    Site site = new Site();
    site.page("/m/Manifest", (uri, now) -> reply(uri, manifest(now)));
    site.page("/m/", (uri, now) -> new Web.Reply(uri, 200, "video/mp4", fragment(uri, now)));
    return site;
  }

  private static Web.Reply reply(URI uri, String text) {
    return new Web.Reply(uri, 200, "text/xml", text.getBytes(StandardCharsets.UTF_8));
  }

  private static int finished(Site now) {
    return Math.min(Film.SECONDS, 6 + (int) now.seconds());
  }

  private static SmoothBoxes.Place place(Track track, int second) {
    long start = CLOCK.fromMicros(FILM.start(track, second * 1_000_000L));
    long end = CLOCK.fromMicros(FILM.start(track, (second + 1) * 1_000_000L));
    return new SmoothBoxes.Place(start, end - start);
  }

  private static String manifest(Site now) {
    boolean live = finished(now) < Film.SECONDS;
    String head =
        live
            ? "Duration=\"0\" IsLive=\"TRUE\" LookAheadFragmentCount=\"2\" DVRWindowLength=\"0\""
            : "Duration=\"50000000\"";
    StringBuilder text = new StringBuilder();
    text.append("<SmoothStreamingMedia MajorVersion=\"2\" TimeScale=\"10000000\" ");
    text.append(head).append(">\n");
    int first = finished(now) - 5;
    int end = live ? finished(now) - 2 : finished(now);
    for (Track track : List.of(FILM.video(), FILM.audio())) {
      boolean video = track.isVideo();
      text.append(
          "<StreamIndex Type=\"%s\" Name=\"%d\" Chunks=\"%d\" Url=\"Q({bitrate})/%d({start time})\">\n"
              .formatted(video ? "video" : "audio", track.id(), end - first, track.id()));
      text.append("<QualityLevel Bitrate=\"%d\" %s/>\n".formatted(1000 + track.id(), codec(track)));
      for (int second = first; second < end; second++) {
        SmoothBoxes.Place place = place(track, second);
        text.append("<c t=\"%d\" d=\"%d\"/>\n".formatted(place.time(), place.duration()));
      }
      text.append("</StreamIndex>\n");
    }
    return text.append("</SmoothStreamingMedia>").toString();
  }

  private static String codec(Track track) {
    if (track.codec() instanceof Codec.Avc avc) {
      return "FourCC=\"H264\" MaxWidth=\"320\" MaxHeight=\"180\" CodecPrivateData=\"%s\""
          .formatted(units(avc.sps()) + units(avc.pps()));
    }
    Codec.Aac aac = (Codec.Aac) track.codec();
    return "FourCC=\"AACL\" SamplingRate=\"48000\" Channels=\"2\" CodecPrivateData=\"%s\""
        .formatted(aac.configuration().toHex());
  }

  private static String units(List<Octets> sets) {
    return sets.stream().map(set -> "00000001" + set.toHex()).collect(Collectors.joining());
  }

  /// `/m/Q(RATE)/TRACK(TIME)`
  private static byte[] fragment(URI uri, Site now) {
    String[] words = uri.getPath().split("[()/]+", -1);
    Track track = Integer.parseInt(words[4]) == FILM.video().id() ? FILM.video() : FILM.audio();
    long micros = CLOCK.toMicros(Long.parseLong(words[5]));
    int second = (int) ((micros + 30_000) / 1_000_000);
    ByteBuf boxes = Unpooled.buffer();
    SmoothBoxes.time(place(track, second), boxes);
    List<SmoothBoxes.Place> following = new ArrayList<>();
    for (int next = second + 1; next <= second + 2 && next < finished(now); next++) {
      following.add(place(track, next));
    }
    SmoothBoxes.following(following, boxes);
    List<Sample> samples = FILM.samples(track, second * 1_000_000L, (second + 1) * 1_000_000L);
    ByteBuf out = Unpooled.buffer();
    PartWriter part = new PartWriter(Track.of(1, track.codec()), CLOCK);
    part.begin(second + 1, samples.size(), boxes, out);
    samples.forEach(sample -> part.sample(sample, out));
    part.end(FILM.start(track, (second + 1) * 1_000_000L), out);
    return ByteBufUtil.getBytes(out);
  }

  private static Consumer<Site> manifest(String expression, String by) {
    return site -> site.replace("Manifest", expression, by);
  }

  private static Consumer<Site> later(String expression, String by) {
    return site -> site.replaceLater("Manifest", 1, expression, by);
  }

  private static Consumer<Site> bytes(Consumer<ByteBuf> change) {
    return site ->
        site.fault(
            "/m/Q(1001",
            reply -> {
              byte[] bytes = reply.body().clone();
              change.accept(Unpooled.wrappedBuffer(bytes));
              return Site.with(reply, bytes);
            });
  }

  /// Where the contents of a `uuid` box with this start begin.
  private static int find(ByteBuf in, int value) {
    for (int at = 0; at + 4 <= in.readableBytes(); at++) {
      if (in.getInt(at) == value) {
        return at;
      }
    }
    throw new AssertionError("not found");
  }

  private static final int TFXD = 0x6d1d9b05;
  private static final int TFRF = 0xd4807ef2;
  private static final int TRUN = 0x7472756e;

  @Override
  Stream<Fault<SmoothRule>> faults() {
    return Stream.of(
        fault(SmoothRule.READABLE, manifest("MajorVersion=\"2\"", "MajorVersion=\"3\"")),
        fault(SmoothRule.LIVE, manifest("LookAheadFragmentCount=\"2\"", "")),
        fault(SmoothRule.STREAM, manifest("Chunks=\"3\"", "Chunks=\"4\"")),
        fault(SmoothRule.QUALITY, manifest("AACL", "H264")),
        fault(SmoothRule.CHUNKS, manifest("d=\"10000000\"", "d=\"10000001\"")),
        fault(SmoothRule.CHUNKS_STAY, later("<c t=\"(\\d)0", "<c t=\"$11")),
        fault(SmoothRule.FRAGMENT_THERE, s -> s.fault("/m/Q", r -> Site.status(r, 412))),
        fault(
            SmoothRule.FRAGMENT,
            s -> s.fault("/m/Q", r -> Site.with(r, Arrays.copyOf(r.body(), 100)))),
        fault(SmoothRule.TIME, bytes(b -> b.setByte(find(b, TFXD) + 27, 1))),
        fault(SmoothRule.FOLLOWING, bytes(b -> b.setByte(find(b, TFRF) + 28, 1))),
        // The flags of the first sample: behind version, count, offset, duration, size.
        fault(SmoothRule.KEYFRAME, bytes(b -> b.setInt(find(b, TRUN) + 24, 0x01010000))));
  }

  @Test
  void findsNothingInAPresentationWithoutFaults() throws IOException {
    assertThat(checkWithoutFaults(MANIFEST).lookedAt("fragments")).isEqualTo(14);
  }
}
