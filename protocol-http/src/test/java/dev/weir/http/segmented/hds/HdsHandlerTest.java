package dev.weir.http.segmented.hds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flv.FlvTag;
import dev.weir.http.TestStreams;
import dev.weir.http.segmented.DoorServer;
import dev.weir.http.segmented.Gop;
import dev.weir.mp4.Bootstrap;
import dev.weir.mp4.Bootstrap.Break;
import dev.weir.mp4.Bootstrap.FragmentRun;
import dev.weir.playlist.XmlElement;
import dev.weir.stream.Publisher;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HdsHandlerTest {
  private final DoorServer server =
      new DoorServer(TestStreams.segments(1000, 8_000), door -> new HdsHandler(door).routes());
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
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/dynamic/live/" + path);
    return client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> get(String path) {
    return ask(path).join();
  }

  private static XmlElement first(XmlElement manifest, String name) {
    return manifest.all(name).getFirst();
  }

  private Bootstrap bootstrap() {
    return Bootstrap.read(Unpooled.wrappedBuffer(get("2.abst").body()));
  }

  @Test
  void aManifestLeadsToTheBootstrapAndTheMedia() {
    publish(4);
    XmlElement manifest = XmlElement.parse(get("manifest.f4m?tkn=a&b=c").body());
    assertThat(first(manifest, "streamType").text()).isEqualTo("live");
    XmlElement media = first(manifest, "media");
    assertThat(media.attribute("url")).isEqualTo("2-?tkn=a&b=c");
    assertThat(media.number("width", 0)).isEqualTo(320);
    XmlElement info = first(manifest, "bootstrapInfo");
    assertThat(info.attribute("id")).isEqualTo(media.attribute("bootstrapInfoId"));
    assertThat(info.attribute("url")).isEqualTo("2.abst?tkn=a&b=c");
  }

  @Test
  void theBootstrapTellsOfFinishedFragmentsInRuns() {
    publish(6);
    Bootstrap bootstrap = bootstrap();
    assertThat(bootstrap.live()).isTrue();
    assertThat(bootstrap.currentTime()).isEqualTo(5000);
    assertThat(bootstrap.fragments()).hasSize(1);
    assertThat(bootstrap.fragments().getFirst().time()).isZero();
    assertThat(bootstrap.fragments().getFirst().duration()).isEqualTo(1000);
  }

  @Test
  void aChangeOfTheTracksIsABreakInTheBootstrap() {
    Publisher publisher = publish(3);
    publisher.track(Gop.video(640, 360));
    Gop.seconds(publisher, 3, 6, 1);
    Bootstrap bootstrap = bootstrap();
    long first = bootstrap.fragments().getFirst().first();
    assertThat(bootstrap.fragments())
        .containsExactly(
            FragmentRun.of(first, 0, 1000),
            FragmentRun.breaking(first + 3, 3000, Break.TIMES),
            FragmentRun.of(first + 3, 3000, 1000));
  }

  @Test
  void aFragmentStartsWithWhatDecodersNeedAndHasBothTracks() {
    publish(6);
    long first = bootstrap().fragments().getFirst().first();
    HttpResponse<byte[]> response = get("2-Seg1-Frag" + (first + 2));
    assertThat(response.statusCode()).isEqualTo(200);
    ByteBuf in = Unpooled.wrappedBuffer(response.body());
    Bootstrap own = Bootstrap.read(in);
    assertThat(own.update()).isTrue();
    assertThat(own.fragments()).containsExactly(FragmentRun.of(first + 2, 2000, 1000));
    assertThat(in.readInt()).isEqualTo(in.readableBytes() + 4);
    in.skipBytes(4);
    List<Integer> types = types(in, 1900, 2999);
    // Two for the decoders, 20 frames of sound, 10 pictures.
    assertThat(types).hasSize(32);
    assertThat(types).filteredOn(type -> type == FlvTag.VIDEO).hasSize(11);
  }

  /// Of the tags in a `mdat`.
  private static List<Integer> types(ByteBuf in, int fromMillis, int toMillis) {
    List<Integer> types = new ArrayList<>();
    while (in.isReadable()) {
      types.add((int) in.readByte());
      int size = in.readMedium();
      assertThat(in.readMedium()).isBetween(fromMillis, toMillis);
      in.skipBytes(1 + 3 + size + 4);
    }
    return types;
  }

  /// The types of all tags in the newest fragment.
  private List<Integer> newest() {
    Bootstrap bootstrap = bootstrap();
    HttpResponse<byte[]> response = get("2-Seg1-Frag" + bootstrap.version());
    assertThat(response.statusCode()).isEqualTo(200);
    ByteBuf in = Unpooled.wrappedBuffer(response.body());
    Bootstrap.read(in);
    in.skipBytes(8);
    return types(in, (int) bootstrap.currentTime() - 1100, (int) bootstrap.currentTime());
  }

  @Test
  void soundThatHasStoppedHoldsNoPicturesUp() {
    Publisher publisher = publish(3);
    assertThat(newest()).contains(FlvTag.VIDEO, FlvTag.AUDIO);
    for (int tick = 30; tick < 90; tick++) {
      publisher.sample(Gop.picture(tick * 100_000L, tick % 10 == 0));
    }
    assertThat(bootstrap().currentTime()).isEqualTo(8000);
    assertThat(newest()).hasSize(11).containsOnly(FlvTag.VIDEO);
    assertThat(bootstrap().fragments()).extracting(FragmentRun::gap).contains(Break.TIMES);
  }

  /// Whoever began with pictures hears what there is at the same address.
  @Test
  void picturesThatHaveStoppedHoldNoSoundUp() {
    Publisher publisher = publish(3);
    get("manifest.f4m");
    for (int tick = 60; tick < 300; tick++) {
      publisher.sample(Gop.sound(tick * 50_000L));
    }
    assertThat(bootstrap().currentTime()).isGreaterThan(12_000);
    assertThat(newest()).contains(FlvTag.AUDIO).doesNotContain(FlvTag.VIDEO);
    XmlElement manifest = XmlElement.parse(get("manifest.f4m").body());
    assertThat(first(manifest, "media").attribute("url")).isEqualTo("1-");
  }

  @Test
  void theNextFragmentIsWaitedFor() {
    Publisher publisher = publish(3);
    long first = bootstrap().fragments().getFirst().first();
    CompletableFuture<HttpResponse<byte[]>> early = ask("2-Seg1-Frag" + (first + 2));
    assertThat(get("2-Seg1-Frag" + first).statusCode()).isEqualTo(200);
    assertThat(early).isNotDone();
    Gop.seconds(publisher, 3, 4, 1);
    assertThat(early.join().statusCode()).isEqualTo(200);
  }

  @Test
  void whoeverWaitsIsToldWhenTheStreamEnds() {
    Publisher publisher = publish(3);
    long first = bootstrap().fragments().getFirst().first();
    CompletableFuture<HttpResponse<byte[]>> last = ask("2-Seg1-Frag" + (first + 2));
    CompletableFuture<HttpResponse<byte[]>> none = ask("2-Seg1-Frag" + (first + 3));
    get("2-Seg1-Frag" + first);
    assertThat(List.of(last, none)).noneMatch(CompletableFuture::isDone);
    publisher.close(TestStreams.OVER);
    assertThat(last.join().statusCode()).isEqualTo(200);
    assertThat(none.join().statusCode()).isEqualTo(412);
  }

  @Test
  void theEndIsInTheBootstrapAndTheManifest() {
    Publisher publisher = publish(4);
    get("manifest.f4m");
    publisher.close(TestStreams.OVER);
    Bootstrap bootstrap = bootstrap();
    assertThat(bootstrap.live()).isFalse();
    assertThat(bootstrap.fragments().getLast().gap()).isEqualTo(Break.END);
    XmlElement manifest = XmlElement.parse(get("manifest.f4m").body());
    assertThat(first(manifest, "streamType").text()).isEqualTo("recorded");
    assertThat(first(manifest, "duration").text()).isEqualTo("4.000");
  }

  @ParameterizedTest
  @CsvSource({
    "412, 2-Seg1-Frag1",
    "404, 2-Seg1-Frag9999999999",
    "404, 9-Seg1-Frag1",
    "404, 2-Seg2-Frag1",
    "404, 2-Seg1-Frag-1",
    "404, 99999999999.abst",
    "404, 9.abst",
    "404, index.f4m",
  })
  void whatCannotBeHadIsSaid(int status, String path) {
    publish(20); // of which eight are kept
    get("manifest.f4m");
    assertThat(get(path).statusCode()).isEqualTo(status);
  }
}
