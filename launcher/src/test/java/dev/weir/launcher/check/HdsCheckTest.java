package dev.weir.launcher.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flv.F4fWriter;
import dev.weir.mp4.Bootstrap;
import dev.weir.mp4.Bootstrap.Break;
import dev.weir.mp4.Bootstrap.FragmentRun;
import dev.weir.testkit.SampleMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// And a presentation without faults breaks none.
class HdsCheckTest extends SeededFaults<HdsRule> {
  private static final Film FILM = new Film(SampleMedia.H264_AAC);
  private static final URI MANIFEST = URI.create("http://site/m/manifest.f4m");
  private static final int FIRST = 100;
  private static final long START_MILLIS = FILM.start(FILM.video(), 0) / 1000;

  HdsCheckTest() {
    super(HdsRule.class);
  }

  private static Fault<HdsRule> fault(HdsRule rule, Consumer<Site> put) {
    return new Fault<>(rule, MANIFEST, put);
  }

  @Override
  Site site() {
    Site site = new Site();
    site.page("/m/manifest.f4m", (uri, _) -> reply(uri, manifest()));
    site.page("/m/1.abst", (uri, now) -> reply(uri, bytes(bootstrap(now))));
    site.page("/m/1-Seg1-Frag", (uri, _) -> reply(uri, fragment(second(uri), 0)));
    return site;
  }

  private static Web.Reply reply(URI uri, byte[] body) {
    return new Web.Reply(uri, 200, "video/mp4", body);
  }

  private static byte[] manifest() {
    return """
    <manifest xmlns="http://ns.adobe.com/f4m/1.0"><id>x</id><streamType>live</streamType>
    <bootstrapInfo id="b" url="1.abst"/><media url="1-" bitrate="300" bootstrapInfoId="b"/></manifest>
    """
        .getBytes(StandardCharsets.UTF_8);
  }

  private static int second(URI uri) {
    return Integer.parseInt(uri.getPath().substring("/m/1-Seg1-Frag".length())) - FIRST;
  }

  /// A film whose fifth second comes when it starts.
  private static Bootstrap bootstrap(Site now) {
    int end = Math.min(Film.SECONDS, 4 + (int) now.seconds());
    boolean live = end < Film.SECONDS;
    List<FragmentRun> runs = new ArrayList<>();
    runs.add(FragmentRun.of(FIRST, START_MILLIS, 1000));
    runs.add(FragmentRun.breaking(FIRST + 2, START_MILLIS + 2000, Break.TIMES));
    runs.add(FragmentRun.of(FIRST + 2, START_MILLIS + 2000, 1000));
    if (!live) {
      runs.add(FragmentRun.breaking(0, 0, Break.END));
    }
    return new Bootstrap(
        end,
        live,
        false,
        1000,
        START_MILLIS + end * 1000L,
        List.of(new Bootstrap.SegmentRun(1, 99)),
        runs);
  }

  private static byte[] bytes(Bootstrap bootstrap) {
    ByteBuf out = Unpooled.buffer();
    bootstrap.write(out);
    return ByteBufUtil.getBytes(out);
  }

  private static byte[] fragment(int second, long shiftMicros) {
    long from = second * 1_000_000L + shiftMicros;
    ByteBuf out = Unpooled.buffer();
    F4fWriter writer = new F4fWriter(List.of(FILM.video(), FILM.audio()), out);
    FILM.samples(from, from + 1_000_000).forEach(sample -> writer.sample(sample, out));
    writer.end(out);
    return ByteBufUtil.getBytes(out);
  }

  private static Consumer<Site> manifest(String expression, String by) {
    return site -> site.replace("manifest", expression, by);
  }

  private static Consumer<Site> told(double fromSeconds, UnaryOperator<Bootstrap> change) {
    return site ->
        site.fault(
            "abst",
            reply ->
                site.seconds() < fromSeconds
                    ? reply
                    : Site.with(
                        reply,
                        bytes(change.apply(Bootstrap.read(Unpooled.wrappedBuffer(reply.body()))))));
  }

  private static Bootstrap with(Bootstrap old, boolean live, List<FragmentRun> runs) {
    return new Bootstrap(old.version(), live, false, 1000, old.currentTime(), old.segments(), runs);
  }

  private static Consumer<Site> media(UnaryOperator<Web.Reply> change) {
    return site -> site.fault("Frag", change);
  }

  @Override
  Stream<Fault<HdsRule>> faults() {
    return Stream.of(
        fault(HdsRule.MANIFEST, manifest("<id>x</id>", "")),
        fault(HdsRule.BOOTSTRAP_NAMED, manifest("bootstrapInfoId=\"b\"", "bootstrapInfoId=\"c\"")),
        fault(HdsRule.BOOTSTRAP, s -> s.fault("abst", r -> Site.text(r, "nothing"))),
        fault(HdsRule.LIVE, told(0, b -> with(b, false, b.fragments()))),
        fault(
            HdsRule.RUNS,
            told(
                0,
                b ->
                    with(
                        b,
                        b.live(),
                        List.of(
                            FragmentRun.of(FIRST, START_MILLIS, 1000),
                            FragmentRun.of(FIRST + 2, 2500, 1000))))),
        fault(
            HdsRule.STAYS,
            told(1, b -> with(b, b.live(), List.of(FragmentRun.of(FIRST, 500, 1000))))),
        fault(HdsRule.FRAGMENT_THERE, media(r -> Site.status(r, 404))),
        fault(HdsRule.MEDIA, media(r -> Site.text(r, "no box at all"))),
        fault(
            HdsRule.HEADERS, media(r -> Site.with(r, new byte[] {0, 0, 0, 8, 'm', 'd', 'a', 't'}))),
        fault(HdsRule.TIMES, media(r -> Site.with(r, fragment(second(r.uri()), 500_000)))));
  }

  @Test
  void findsNothingInAPresentationWithoutFaults() throws IOException {
    assertThat(checkWithoutFaults(MANIFEST).lookedAt("fragments")).isGreaterThanOrEqualTo(5);
  }
}
