package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.buffer.TrackBuffer;
import dev.weir.http.Route;
import dev.weir.http.TestStreams;
import dev.weir.http.segmented.cmaf.CmafHandler;
import dev.weir.http.segmented.dash.DashManifests;
import dev.weir.http.segmented.hds.HdsHandler;
import dev.weir.http.segmented.hls.CmafPlaylists;
import dev.weir.http.segmented.hls.HlsHandler;
import dev.weir.http.segmented.smooth.SmoothHandler;
import dev.weir.media.Sample;
import dev.weir.stream.Publisher;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a stream holds when all six protocols are watched at once.
class StoreMemoryTest {
  private static final int SECONDS = 12;
  private static final int DVR_SECONDS = 60;
  private static final int PICTURE_BYTES = 20_000;

  /// Transport stream, CMAF, Smooth Streaming and HDS; HLS, low-latency HLS, DASH and low-latency
  /// DASH are three of them.
  private static final int WRAPPINGS = 4;

  private final DoorServer server =
      new DoorServer(TestStreams.segments(1000, DVR_SECONDS * 1000), StoreMemoryTest::routes);
  private final TestStreams streams = server.streams();

  private static List<Route> routes(SegmentDoor door) {
    DashManifests dash = new DashManifests(door, Clock.systemUTC());
    List<Route> routes = new ArrayList<>(new SmoothHandler(door).routes());
    routes.addAll(new CmafHandler(door, List.of(new CmafPlaylists(door), dash)).routes());
    routes.addAll(new HlsHandler(door).routes());
    routes.addAll(new HdsHandler(door).routes());
    return routes;
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static Sample picture(long dtsMicros, boolean keyframe) {
    ByteBuf unit = Unpooled.buffer(PICTURE_BYTES);
    unit.writeInt(PICTURE_BYTES - Integer.BYTES).writeByte(keyframe ? 0x65 : 0x41);
    while (unit.writerIndex() < PICTURE_BYTES) {
      unit.writeByte(0x55);
    }
    return new Sample(Gop.VIDEO, dtsMicros, 0, keyframe, unit);
  }

  private byte[] get(String path) throws IOException {
    try (var in = URI.create("http://127.0.0.1:" + server.port() + path).toURL().openStream()) {
      return in.readAllBytes();
    }
  }

  /// Fetches a manifest and everything of which the address is what `pattern` finds in it.
  private int watch(String manifest, String pattern, String base) throws IOException {
    byte[] bytes = get(manifest);
    String text = new String(bytes, StandardCharsets.UTF_8).replace("\0", "");
    int found = 0;
    for (Matcher each = Pattern.compile(pattern).matcher(text); each.find(); found++) {
      get(base + each.group(1));
    }
    return found;
  }

  private void watchAll() throws Exception {
    for (String variant : List.of("2", "1")) {
      String folder = "/cmaf/live/" + variant + "/";
      assertThat(watch(folder + "index.m3u8", "(?m)^(chunk_[0-9.]+m4s)$", folder)).isPositive();
      assertThat(watch(folder + "index.m3u8", "PART:.*URI=\"([^\"]+)\"", folder)).isPositive();
    }
    String folder = "/hls/live/2_1/";
    int segments = watch(folder + "index.m3u8", "(?m)^([0-9]+\\.ts)$", folder);
    assertThat(segments).isGreaterThan(SECONDS - 3);
    for (String track : List.of("2", "1")) {
      String kind = track.equals("2") ? "V" : "A";
      String smooth = "/smooth/live.ism/";
      String set = "(?s)" + (kind.equals("V") ? "^.*\"video\"" : "^.*\"audio\"");
      String text = new String(get(smooth + "Manifest"), StandardCharsets.UTF_16LE);
      String index = text.replaceAll(set + ".*?(<c .*?)</StreamIndex>.*", "$1");
      for (Matcher each = Pattern.compile(" t=\"(\\d+)\"").matcher(index); each.find(); ) {
        get(smooth + "Q(1,TrackID=" + track + ")/" + kind + "(" + each.group(1) + ")");
      }
    }
    Segment first = snapshot().segments().getFirst();
    for (int i = 0; i < segments; i++) {
      get("/dynamic/live/2-Seg1-Frag" + (first.sequence() + 1 + i));
    }
  }

  private Snapshot snapshot() throws Exception {
    return store().snapshot().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private LiveSegments store() {
    return (LiveSegments) server.stores().of(streams.streams().all().iterator().next());
  }

  @Test
  void isTheTrackBuffersAndOneCopyForEachWrapping() throws Exception {
    Publisher publisher = streams.publish("live");
    Gop.announce(publisher);
    publish(publisher, 0, SECONDS);
    get("/hls/live/index.m3u8");
    watchAll();
    long once = keptBytes();
    long payload = 0;
    for (TrackBuffer buffer : publisher.stream().buffers()) {
      payload += buffer.head() * (buffer.track().isVideo() ? PICTURE_BYTES : 4);
    }
    assertThat(once).isBetween((WRAPPINGS - 1) * payload, WRAPPINGS * payload * 12 / 10);
    watchAll(); // others who watch the same
    assertThat(keptBytes()).isEqualTo(once);

    publish(publisher, SECONDS, SECONDS + DVR_SECONDS / 2);
    snapshot();
    assertThat(keptBytes()).as("all of it can still be asked for").isEqualTo(once);
    publish(publisher, SECONDS + DVR_SECONDS / 2, 2 * SECONDS + DVR_SECONDS);
    snapshot();
    assertThat(keptBytes()).as("nothing of it can be asked for").isZero();
  }

  private long keptBytes() throws Exception {
    return store().keptBytes().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static void publish(Publisher publisher, int fromSecond, int toSecond) {
    for (int tick = fromSecond * 20; tick < toSecond * 20; tick++) {
      if (tick % 2 == 0) {
        publisher.sample(picture(tick * 50_000L, tick % 20 == 0));
      }
      publisher.sample(Gop.sound(tick * 50_000L));
    }
  }
}
