package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.HttpLimits;
import dev.weir.http.RawPeer;
import dev.weir.http.Route;
import dev.weir.http.TestServer;
import dev.weir.http.TestStreams;
import dev.weir.http.segmented.cmaf.CmafHandler;
import dev.weir.http.segmented.dash.DashManifests;
import dev.weir.http.segmented.hls.CmafPlaylists;
import dev.weir.http.segmented.hls.HlsHandler;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Publisher;
import dev.weir.testkit.Await;
import dev.weir.ts.SpliceInfo;
import dev.weir.ts.TsClock;
import dev.weir.ts.TsDemuxer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of the messages of a stream in the manifests and segments of all protocols.
class SplicesTest {
  private static final int SPLICES = 4;

  /// An ad break of 2 s that begins 1 s after its message, and its end (SCTE 35 9.7.3).
  private static final Octets OUT = insert(7, true, 90_000, 180_000);

  private static final Octets IN = insert(7, false, 0, -1);

  private final TestStreams streams =
      new TestStreams(TestStreams.segments(1000, 8_000), Clock.systemUTC());
  private final SegmentStores stores =
      new SegmentStores(streams.streams(), streams.transport(), System::nanoTime);
  private final TestServer server = server();
  private final Publisher publisher = streams.publish("live");

  private TestServer server() {
    SegmentDoor door = new SegmentDoor(streams.admissions(), stores);
    DashManifests dash = new DashManifests(door, Clock.systemUTC());
    List<Route> routes =
        new ArrayList<>(new CmafHandler(door, List.of(new CmafPlaylists(door), dash)).routes());
    routes.addAll(new HlsHandler(door).routes());
    return new TestServer(HttpLimits.DEFAULT, null, routes);
  }

  @AfterEach
  void close() {
    server.close();
    stores.close();
    streams.close();
  }

  static Octets insert(int eventId, boolean out, long pts, long duration) {
    String command =
        String.format("%08x", eventId)
            + "7f"
            + flags(out, duration)
            + String.format("%010x", 0xFE_0000_0000L | pts)
            + (duration < 0 ? "" : String.format("%010x", 0xFE_0000_0000L | duration))
            + "00010000";
    String fixed = "00" + "0000000000" + "00" + "fff0" + hex(command.length() / 2) + "05";
    int length = (fixed.length() + command.length()) / 2 + 2 + 4;
    String section = "fc30" + hex(length) + fixed + command + "0000" + "00000000";
    return SpliceInfo.later(Octets.ofHex(section), 0); // with its CRC
  }

  /// out_of_network, program, duration, immediate.
  private static String flags(boolean out, long duration) {
    return hex((out ? 0x80 : 0) | 0x4F | (duration < 0 ? 0 : 0x20));
  }

  private static String hex(int value) {
    return String.format("%02x", value);
  }

  private void publish(Octets section, long micros) {
    publisher.sample(
        new Sample(SPLICES, micros, 0, true, Unpooled.wrappedBuffer(section.toByteArray())));
  }

  /// A message at 0.5 s and one at 3 s of 5 s.
  private void publishBreak() {
    Gop.announce(publisher);
    publisher.track(Track.of(SPLICES, new Codec.Data(Codec.Data.Format.SCTE35)));
    Gop.seconds(publisher, 0, 1, 1);
    publish(OUT, 900_000);
    publish(OUT, 900_000); // encoders repeat themselves
    Gop.seconds(publisher, 1, 3, 1);
    publish(IN, 2_900_000);
    Gop.seconds(publisher, 3, 5, 1);
  }

  private String get(String path) {
    return raw(path).replaceAll("[^\\p{Print}\n]", ".");
  }

  private String raw(String path) {
    try (RawPeer peer = server.connect()) {
      return peer.send("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
          .readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String upper(Octets section) {
    return "0x" + section.toHex().toUpperCase(Locale.ROOT);
  }

  @Test
  void aBreakIsADateRangeWithBothMessages() throws Exception {
    publishBreak();
    String playlist = get("/cmaf/live/2/index.m3u8");
    List<String> ranges =
        playlist.lines().filter(line -> line.startsWith("#EXT-X-DATERANGE")).toList();
    assertThat(ranges).hasSize(1);
    assertThat(ranges.getFirst())
        .startsWith("#EXT-X-DATERANGE:ID=\"splice-7-0-")
        .contains(",DURATION=1.000000,PLANNED-DURATION=2.000000,")
        .contains("SCTE35-OUT=" + upper(SpliceInfo.later(OUT, 81_000)))
        .contains("SCTE35-IN=" + upper(SpliceInfo.later(IN, 261_000)));
    assertThat(get("/cmaf/live/1/index.m3u8")).contains(ranges.getFirst());
    assertThat(get("/hls/live/2_1/index.m3u8"))
        .contains("SCTE35-OUT=" + upper(SpliceInfo.later(OUT, 81_000 + TsClock.ORIGIN)));
  }

  @Test
  void aBreakIsAnEventOfTheManifestAndOfItsSegment() throws Exception {
    publishBreak();
    String mpd = get("/cmaf/live/index.mpd");
    String binary = Base64.getEncoder().encodeToString(SpliceInfo.later(OUT, 81_000).toByteArray());
    assertThat(mpd)
        .contains("<EventStream schemeIdUri=\"urn:scte:scte35:2014:xml+bin\"")
        .contains("<Event presentationTime=\"171000\" duration=\"180000\"")
        .contains("<Binary>" + binary + "</Binary>")
        .contains("<InbandEventStream schemeIdUri=\"urn:scte:scte35:2013:bin\"");
    String first = mpd.replaceAll("(?s).*startNumber=\"(\\d+)\".*", "$1");
    assertThat(get("/cmaf/live/2/chunk_" + first + ".m4s")).contains("urn:scte:scte35:2013:bin");
  }

  /// dash.js shows no event twice, and knows events by these.
  @Test
  void noEventHasTheNumberOfAnother() throws Exception {
    publishMessages(publisher);
    Set<Integer> first = eventIds();
    assertThat(first).hasSize(4);
    publisher.close(CloseReason.PEER_FINISHED);
    publishMessages(streams.publish("live"));
    Await.until("the next encoder", Duration.ofSeconds(60), () -> eventIds().size() == 8);
    assertThat(eventIds()).containsAll(first);
  }

  private static void publishMessages(Publisher to) {
    Gop.announce(to);
    to.track(Track.of(SPLICES, new Codec.Data(Codec.Data.Format.SCTE35)));
    for (int second = 0; second < 4; second++) {
      Gop.seconds(to, second, second + 1, 1);
      if (second < 2) {
        for (int i = 0; i < 2; i++) {
          byte[] section = insert(10 * second + i, true, 90_000, 180_000).toByteArray();
          long dts = second * 1_000_000L + 950_000;
          to.sample(new Sample(SPLICES, dts, 0, true, Unpooled.wrappedBuffer(section)));
        }
      }
    }
  }

  /// Of all events in all segments of the pictures.
  private Set<Integer> eventIds() {
    Set<Integer> ids = new TreeSet<>();
    for (String line : raw("/cmaf/live/2/index.m3u8").lines().toList()) {
      if (line.matches("chunk_\\d+\\.m4s")) {
        byte[] segment = raw("/cmaf/live/2/" + line).getBytes(StandardCharsets.ISO_8859_1);
        ByteBuf in = Unpooled.wrappedBuffer(segment);
        for (; in.readableBytes() > 28; in.skipBytes(1)) {
          if (in.getInt(in.readerIndex()) == 0x656d7367) { // emsg: version, timescale, time …
            ids.add(in.getInt(in.readerIndex() + 24));
          }
        }
      }
    }
    return ids;
  }

  @Test
  void whatIsOverBeforeTheWindowIsForgotten() throws Exception {
    publishBreak();
    assertThat(get("/cmaf/live/2/index.m3u8")).contains("DATERANGE");
    Gop.seconds(publisher, 5, 25, 1);
    assertThat(get("/cmaf/live/2/index.m3u8")).doesNotContain("DATERANGE");
  }

  @Test
  void aBreakThatIsNotOverStays() throws Exception {
    Gop.announce(publisher);
    publisher.track(Track.of(SPLICES, new Codec.Data(Codec.Data.Format.SCTE35)));
    Gop.seconds(publisher, 0, 1, 1);
    publish(insert(8, true, 0, -1), 900_000);
    Gop.seconds(publisher, 1, 4, 1);
    assertThat(get("/cmaf/live/2/index.m3u8")).contains("ID=\"splice-8-0-");
    Gop.seconds(publisher, 4, 25, 1);
    assertThat(get("/cmaf/live/2/index.m3u8"))
        .contains("ID=\"splice-8-0-")
        .doesNotContain("PLANNED-DURATION", "END-DATE");
  }

  @Test
  void messagesThatCannotBeReadAreLeftOut() throws Exception {
    Gop.announce(publisher);
    publisher.track(Track.of(SPLICES, new Codec.Data(Codec.Data.Format.SCTE35)));
    publisher.track(Track.of(5, new Codec.Data(Codec.Data.Format.AMF0)));
    Gop.seconds(publisher, 0, 1, 1);
    publish(
        Octets.ofHex("fc3011000000000000" + "00" + "fff000" + "05" + "0000" + "00000000"), 900_000);
    publisher.sample(
        new Sample(5, 900_000, 0, true, Unpooled.wrappedBuffer(new byte[] {2, 0, 99})));
    Gop.seconds(publisher, 1, 4, 1);
    String playlist = get("/cmaf/live/2/index.m3u8");
    assertThat(playlist).doesNotContain("DATERANGE");
    String segment =
        playlist.lines().filter(line -> line.startsWith("chunk_")).findFirst().orElseThrow();
    assertThat(get("/cmaf/live/2/" + segment)).startsWith("HTTP/1.1 200").doesNotContain("emsg");
    String ts =
        get("/hls/live/2_1/index.m3u8")
            .lines()
            .filter(line -> line.contains(".ts"))
            .findFirst()
            .orElseThrow();
    assertThat(get("/hls/live/2_1/" + ts)).startsWith("HTTP/1.1 200");
  }

  @Test
  void messagesOfFlashAreTimedMetadata() throws Exception {
    Gop.announce(publisher);
    publisher.track(Track.of(5, new Codec.Data(Codec.Data.Format.AMF0)));
    Gop.seconds(publisher, 0, 1, 1);
    for (String name : List.of("6f6e437565506f696e74", "6f6e4d65746144617461")) {
      byte[] message = Octets.ofHex("02000a" + name + "02000568656c6c6f").toByteArray();
      publisher.sample(new Sample(5, 900_000, 0, true, Unpooled.wrappedBuffer(message)));
    }
    Gop.seconds(publisher, 1, 4, 1);
    String segment =
        get("/cmaf/live/2/index.m3u8")
            .lines()
            .filter(line -> line.startsWith("chunk_"))
            .findFirst()
            .orElseThrow();
    assertThat(get("/cmaf/live/2/" + segment))
        .contains("https://aomedia.org/emsg/ID3", "TXXX")
        .contains("onCuePoint.\"hello\"", "onMetaData.\"hello\"");
    assertThat(get("/cmaf/live/index.mpd")).contains("https://aomedia.org/emsg/ID3");
    String ts =
        get("/hls/live/2_1/index.m3u8")
            .lines()
            .filter(line -> line.contains(".ts"))
            .findFirst()
            .orElseThrow();
    String answer = raw("/hls/live/2_1/" + ts);
    assertThat(tags(answer.substring(answer.indexOf("\r\n\r\n") + 4)))
        .satisfiesExactly(
            tag -> assertThat(tag).startsWith("ID3").contains("TXXX", "onCuePoint"),
            tag -> assertThat(tag).startsWith("ID3").contains("TXXX", "onMetaData"));
  }

  /// The messages in a transport stream; they are spread over packets.
  private static List<String> tags(String stream) throws Exception {
    List<String> tags = new ArrayList<>();
    TrackSink sink =
        TrackSink.ofSamples(sample -> {
          String text = sample.payload().toString(StandardCharsets.ISO_8859_1);
          if (text.startsWith("ID3")) {
            tags.add(text);
          }
        });
    try (TsDemuxer demuxer = new TsDemuxer(sink)) {
      demuxer.read(Unpooled.copiedBuffer(stream, StandardCharsets.ISO_8859_1));
      demuxer.end();
    }
    return tags;
  }
}
