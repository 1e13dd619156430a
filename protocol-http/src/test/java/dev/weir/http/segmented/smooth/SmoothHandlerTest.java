package dev.weir.http.segmented.smooth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.TestStreams;
import dev.weir.http.segmented.DoorServer;
import dev.weir.http.segmented.Gop;
import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.mp4.InitSegment;
import dev.weir.mp4.SegmentReader;
import dev.weir.mp4.SmoothBoxes;
import dev.weir.opus.OpusHead;
import dev.weir.playlist.XmlElement;
import dev.weir.stream.Publisher;
import dev.weir.testkit.SampleMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmoothHandlerTest {
  private static final long SECOND = 10_000_000;

  /// Has the id and the kind of the pictures, whose made-up configuration no reader takes.
  private static final Track PICTURES =
      Track.of(Gop.VIDEO, new Codec.Vp8(Picture.ofSize(320, 180)));

  private final DoorServer server =
      new DoorServer(TestStreams.segments(1000, 8_000), door -> new SmoothHandler(door).routes());
  private final TestStreams streams = server.streams();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private Publisher publish(int seconds) {
    return server.publish(seconds, 1);
  }

  private CompletableFuture<HttpResponse<byte[]>> ask(String path) {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> get(String path) {
    return ask(path).join();
  }

  private XmlElement manifest(String path) {
    HttpResponse<byte[]> response = get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(new String(response.body(), 0, 8, StandardCharsets.UTF_16LE)).isEqualTo("\uFEFF<?x");
    return XmlElement.parse(response.body());
  }

  private static XmlElement index(XmlElement manifest, String type) {
    return manifest.all("StreamIndex").stream()
        .filter(index -> type.equals(index.attribute("Type")))
        .findFirst()
        .orElseThrow();
  }

  private static SegmentReader.Fragment fragment(Track track, byte[] bytes) {
    ByteBuf init = Unpooled.buffer();
    InitSegment.write(track, SmoothWrapping.TIMESCALE, init);
    SegmentReader.Layout layout = SegmentReader.of(init).read(Unpooled.wrappedBuffer(bytes));
    assertThat(layout.boxes()).containsExactly("moof", "mdat");
    return layout.fragments().getFirst();
  }

  @Test
  void aLiveManifestListsTheFragmentsWhoseNextTwoAreThere() {
    publish(6);
    XmlElement manifest = manifest("/smooth/live.ism/Manifest");
    assertThat(manifest.attribute("IsLive")).isEqualTo("TRUE");
    assertThat(manifest.attribute("LookAheadFragmentCount")).isEqualTo("2");
    assertThat(manifest.number("DVRWindowLength", 0)).isEqualTo(3 * SECOND);
    XmlElement video = index(manifest, "video");
    assertThat(video.attribute("Url")).isEqualTo("Q({bitrate},{CustomAttributes})/V({start time})");
    assertThat(video.all("c"))
        .extracting(c -> c.number("t", -1))
        .containsExactly(0L, SECOND, 2 * SECOND);
    XmlElement quality = video.all("QualityLevel").getFirst();
    assertThat(quality.attribute("FourCC")).isEqualTo("H264");
    assertThat(quality.attribute("CodecPrivateData"))
        .isEqualTo("00000001674200 1E14".replace(" ", "") + "0000000168CE");
    assertThat(quality.number("Bitrate", 0) % 1000).isEqualTo(Gop.VIDEO);
    XmlElement sound = index(manifest, "audio").all("QualityLevel").getFirst();
    assertThat(sound.attribute("FourCC")).isEqualTo("AACL");
    assertThat(sound.attribute("CodecPrivateData")).isEqualTo("1190");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/smooth/live.ism/Q(800000,TrackID=2)/V(10000000)",
        "/smooth/live.ism/Q(800002,%7BCustomAttributes%7D)/V(10000000)",
        "/smooth/live.ism/Q(800002)/V(10000000)",
        "/cmaf/live/Q(800002)/chunk_10000000.m4s",
      })
  void aFragmentSaysWhenItIsAndWhenTheNextTwoAre(String path) {
    publish(6);
    manifest("/smooth/live.ism/Manifest");
    HttpResponse<byte[]> response = get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("video/mp4");
    SegmentReader.Fragment fragment = fragment(PICTURES, response.body());
    assertThat(fragment.place()).isEqualTo(new SmoothBoxes.Place(SECOND, SECOND));
    assertThat(fragment.following())
        .containsExactly(
            new SmoothBoxes.Place(2 * SECOND, SECOND), new SmoothBoxes.Place(3 * SECOND, SECOND));
    assertThat(fragment.decodeTime()).isEqualTo(SECOND);
    assertThat(fragment.samples()).isEqualTo(10);
    assertThat(fragment.duration()).isEqualTo(SECOND);
    assertThat(fragment.startsWithKeyframe()).isTrue();
  }

  @Test
  void everyChunkThatIsListedCanBeHadAndIsWhatTheListSays() {
    publish(6);
    XmlElement manifest = manifest("/cmaf/live/Manifest");
    for (XmlElement index : manifest.all("StreamIndex")) {
      assertThat(index.all("c")).hasSize(3);
      boolean video = "video".equals(index.attribute("Type"));
      long bitrate = index.all("QualityLevel").getFirst().number("Bitrate", 0);
      for (XmlElement chunk : index.all("c")) {
        long time = chunk.number("t", -1);
        byte[] bytes = get("/cmaf/live/Q(%d)/chunk_%d.m4s".formatted(bitrate, time)).body();
        SegmentReader.Fragment fragment = fragment(video ? PICTURES : TestStreams.SOUND, bytes);
        assertThat(fragment.place()).isEqualTo(new SmoothBoxes.Place(time, chunk.number("d", -1)));
        assertThat(fragment.following()).hasSize(2);
      }
    }
  }

  @Test
  void aFragmentIsWaitedForUntilTheNextTwoAreThere() {
    Publisher publisher = publish(6);
    manifest("/cmaf/live/Manifest");
    CompletableFuture<HttpResponse<byte[]>> early =
        ask("/cmaf/live/Q(1002)/chunk_50000000.m4s"); // open, and nothing behind it
    assertThat(get("/cmaf/live/Q(1002)/chunk_0.m4s").statusCode()).isEqualTo(200);
    assertThat(early).isNotDone();
    Gop.seconds(publisher, 6, 9, 1);
    assertThat(fragment(PICTURES, early.join().body()).following())
        .containsExactly(
            new SmoothBoxes.Place(6 * SECOND, SECOND), new SmoothBoxes.Place(7 * SECOND, SECOND));
  }

  @Test
  void whoeverWaitsIsToldWhenTheStreamEnds() {
    Publisher publisher = publish(6);
    manifest("/cmaf/live/Manifest");
    CompletableFuture<HttpResponse<byte[]>> early = ask("/cmaf/live/Q(1002)/chunk_50000000.m4s");
    get("/cmaf/live/Q(1002)/chunk_0.m4s");
    publisher.close(TestStreams.OVER);
    assertThat(fragment(PICTURES, early.join().body()).following()).isNull();
  }

  @Test
  void whatHasEndedIsARecording() {
    Publisher publisher = publish(6);
    manifest("/cmaf/live/Manifest");
    publisher.close(TestStreams.OVER);
    XmlElement manifest = manifest("/cmaf/live/Manifest");
    assertThat(manifest.attribute("IsLive")).isNull();
    assertThat(manifest.number("Duration", 0)).isEqualTo(6 * SECOND);
    assertThat(index(manifest, "video").all("c")).hasSize(6);
  }

  @Test
  void onlyWhatIsBehindAChangeIsListed() {
    Publisher publisher = publish(3);
    publisher.track(Gop.video(640, 360));
    Gop.seconds(publisher, 3, 8, 1);
    XmlElement video = index(manifest("/cmaf/live/Manifest"), "video");
    assertThat(video.all("c")).extracting(c -> c.number("t", -1)).startsWith(3 * SECOND);
    assertThat(video.all("QualityLevel").getFirst().number("MaxWidth", 0)).isEqualTo(640);
  }

  private void assertEachCanBeHad(XmlElement index, Track track) {
    long bitrate = index.all("QualityLevel").getFirst().number("Bitrate", 0);
    assertThat(index.all("c")).hasSizeGreaterThan(1);
    for (XmlElement chunk : index.all("c")) {
      long time = chunk.number("t", -1);
      byte[] bytes = get("/cmaf/live/Q(%d)/chunk_%d.m4s".formatted(bitrate, time)).body();
      SegmentReader.Fragment fragment = fragment(track, bytes);
      assertThat(fragment.place()).isEqualTo(new SmoothBoxes.Place(time, chunk.number("d", -1)));
    }
  }

  @Test
  void soundThatHasStoppedHoldsNoPicturesUp() {
    Publisher publisher = publish(6);
    XmlElement sound = index(manifest("/cmaf/live/Manifest"), "audio");
    long bitrate = sound.all("QualityLevel").getFirst().number("Bitrate", 0);
    for (int tick = 60; tick < 150; tick++) {
      publisher.sample(Gop.picture(tick * 100_000L, tick % 10 == 0));
    }
    XmlElement manifest = manifest("/cmaf/live/Manifest");
    assertThat(manifest.all("StreamIndex")).hasSize(1);
    assertEachCanBeHad(index(manifest, "video"), PICTURES);
    assertThat(get("/cmaf/live/Q(%d)/chunk_%d.m4s".formatted(bitrate, 7 * SECOND)).statusCode())
        .as("nobody waits for what does not come")
        .isEqualTo(404);
  }

  @Test
  void picturesThatHaveStoppedHoldNoSoundUp() {
    Publisher publisher = publish(6);
    index(manifest("/cmaf/live/Manifest"), "video");
    for (int tick = 120; tick < 360; tick++) {
      publisher.sample(Gop.sound(tick * 50_000L));
    }
    XmlElement manifest = manifest("/cmaf/live/Manifest");
    assertThat(manifest.all("StreamIndex")).hasSize(1);
    XmlElement sound = index(manifest, "audio");
    assertEachCanBeHad(sound, TestStreams.SOUND);
    assertThat(sound.all("c").getLast().number("t", 0)).isGreaterThan(13 * SECOND);
    assertThat(get("/cmaf/live/Q(1002)/chunk_%d.m4s".formatted(15 * SECOND)).statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "412, Q(1002)/chunk_0.m4s",
    "404, Q(1002)/chunk_170000001.m4s",
    "404, Q(1002)/chunk_9000000000000.m4s",
    "404, Q(1009)/chunk_170000000.m4s",
    "404, Q(1002)/chunk_-1.m4s",
    "404, Q(1002)/chunk_99999999999999999999.m4s",
    "404, Q(1002",
    "404, Q()/chunk_1.m4s",
    "404, Q(1002)/x",
  })
  void whatCannotBeHadIsSaid(int status, String path) {
    publish(20); // of which eight are kept
    manifest("/cmaf/live/Manifest");
    assertThat(get("/cmaf/live/" + path).statusCode()).isEqualTo(status);
  }

  /// Films, whose fragments announce nothing.
  @ParameterizedTest
  @CsvSource({
    "HEVC_AAC, video, HVC1, 000000014001, 0",
    "HEVC_AAC, audio, AACL, 1190, 255",
    "H264_MP3, audio, MP3, 01000000, 85"
  })
  void eachCodecHasItsName(
      SampleMedia media, String type, String fourCc, String privateData, int audioTag) {
    String film = "/smooth/" + TestStreams.film(media) + ".ism/";
    XmlElement manifest = manifest(film + "Manifest");
    assertThat(manifest.attribute("IsLive")).isNull();
    assertThat(manifest.number("Duration", 0)).isBetween(79 * SECOND / 10, 82 * SECOND / 10);
    XmlElement index = index(manifest, type);
    XmlElement quality = index.all("QualityLevel").getFirst();
    assertThat(quality.attribute("FourCC")).isEqualTo(fourCc);
    assertThat(quality.attribute("CodecPrivateData")).startsWith(privateData);
    assertThat(quality.number("AudioTag", 0)).isEqualTo(audioTag);
    XmlElement last = index.all("c").getLast();
    String kind = type.equals("video") ? "V" : "A";
    long bitRate = quality.number("Bitrate", 0);
    HttpResponse<byte[]> fragment =
        get(film + "Q(%d)/%s(%d)".formatted(bitRate, kind, last.number("t", -1)));
    assertThat(fragment.statusCode()).isEqualTo(200);
    assertThat(fragment.headers().firstValue("Content-Type")).contains(type + "/mp4");
  }

  @Test
  void variablesTravelIntoTheAddresses() {
    publish(6);
    XmlElement manifest = manifest("/smooth/live.ism/Manifest?tkn=a&b=%22");
    assertThat(index(manifest, "audio").attribute("Url"))
        .isEqualTo("Q({bitrate},{CustomAttributes})/A({start time})?tkn=a&b=%22");
  }

  @Test
  void aStreamOfOtherCodecsIsRefused() {
    Publisher publisher = streams.publish("live");
    publisher.track(Track.of(1, OpusHead.of(2)));
    for (int i = 0; i < 400; i++) {
      publisher.sample(
          new Sample(1, i * 20_000L, 0, true, Unpooled.wrappedBuffer(new byte[] {(byte) 0xFC, 1})));
    }
    assertThat(get("/cmaf/live/Manifest").statusCode()).isEqualTo(415);
    assertThat(List.of(404, 412)).contains(get("/cmaf/live/Q(1001)/chunk_0.m4s").statusCode());
  }
}
