package dev.weir.http.progressive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flv.FlvReader;
import dev.weir.http.HttpLimits;
import dev.weir.http.RawPeer;
import dev.weir.http.TestServer;
import dev.weir.http.TestStreams;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Publisher;
import dev.weir.testkit.Await;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProgressiveOutputTest {
  private final TestStreams streams = new TestStreams();
  private final TestServer server =
      new TestServer(
          HttpLimits.DEFAULT,
          null,
          ProgressiveOutput.routes(streams.admissions(), streams.feeds(), streams.blocks()));

  @AfterEach
  void close() {
    streams.close();
    server.close();
  }

  private Publisher publishSound(String name) {
    Publisher publisher = streams.publish(name);
    publisher.track(TestStreams.SOUND);
    TestStreams.sound(publisher, 0, 60); // more than the second that video is waited for
    return publisher;
  }

  @Test
  void sendsTheStreamAsFlvUntilItEnds() throws Exception {
    Publisher publisher = publishSound("live");
    try (RawPeer peer = server.connect()) {
      peer.send("GET /live.flv HTTP/1.0\r\n\r\n");
      assertThat(peer.readUntil("\r\n\r\n"))
          .startsWith("HTTP/1.1 200 OK")
          .contains("Content-Type: video/x-flv")
          .contains("Access-Control-Allow-Origin: *")
          .doesNotContainIgnoringCase("content-length");
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.writeBytes(peer.read(13)); // the header has come, so the viewer has joined
      TestStreams.sound(publisher, 60, 70);
      publisher.close(CloseReason.PEER_FINISHED);
      body.writeBytes(peer.readAll().getBytes(StandardCharsets.ISO_8859_1));
      assertThat(soundOf(body.toByteArray())).endsWith(67, 68, 69);
    }
  }

  @Test
  void sendsChunksOverHttp11AndSaysWhenTheStreamIsOver() throws Exception {
    Publisher publisher = publishSound("live");
    try (RawPeer peer = server.connect()) {
      peer.send("GET /live.flv HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(peer.readUntil("\r\n\r\n"))
          .containsIgnoringCase("transfer-encoding: chunked")
          .containsIgnoringCase("connection: close");
      int size = Integer.parseInt(peer.readUntil("\r\n").trim(), 16);
      byte[] chunk = peer.read(size);
      assertThat(chunk).startsWith('F', 'L', 'V');
      assertThat(peer.read(2)).containsExactly('\r', '\n');
      publisher.close(CloseReason.PEER_FINISHED);
      assertThat(peer.readAll()).endsWith("\r\n0\r\n\r\n");
    }
  }

  @Test
  void waitsForAStartThatIsStillToCome() throws Exception {
    Publisher publisher = publishSound("live");
    try (RawPeer peer = server.connect()) {
      peer.send("GET /live.flv?start=2000&rate=0 HTTP/1.0\r\n\r\n");
      assertThat(peer.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 OK");
      TestStreams.sound(publisher, 60, 100); // the viewer may join before or after
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.writeBytes(peer.read(13));
      publisher.close(CloseReason.PEER_FINISHED);
      body.writeBytes(peer.readAll().getBytes(StandardCharsets.ISO_8859_1));
      assertThat(soundOf(body.toByteArray())).startsWith(93).endsWith(99); // 93 * 21.333 ms
    }
  }

  /// Of all, who comes first would get it first.
  @Test
  void fillsInForMediaElementsOfChromiumAlone() throws Exception {
    Publisher publisher = publishSound("live");
    String request =
        "GET /live.mp4 HTTP/1.0\r\nRange: bytes=0-\r\nUser-Agent: Mozilla/5.0 %s\r\n\r\n";
    try (RawPeer firefox = server.connect();
        RawPeer saving = server.connect();
        RawPeer chromium = server.connect()) {
      firefox.send(request.formatted("Firefox/145.0")).readUntil("moov");
      saving
          .send(request.formatted("Chrome/156.0.0.0 Safari/537.36\r\nSave-Data: on"))
          .readUntil("moov");
      chromium.send(request.formatted("Chrome/156.0.0.0 Safari/537.36")).readUntil("free");
      assertThat(chromium.read(0x40000 - 8)).containsOnly(0);
      TestStreams.sound(publisher, 60, 70);
      publisher.close(CloseReason.PEER_FINISHED);
      assertThat(chromium.readAll()).contains("moof");
      assertThat(firefox.readAll()).contains("moof").doesNotContain("free");
      assertThat(saving.readAll()).contains("moof").doesNotContain("free");
    }
  }

  @Test
  void sendsPacketsOfTransportStream() throws Exception {
    publishSound("live");
    try (RawPeer peer = server.connect()) {
      peer.send("GET /live.ts HTTP/1.0\r\n\r\n");
      assertThat(peer.readUntil("\r\n\r\n")).contains("Content-Type: video/mp2t");
      byte[] packets = peer.read(2 * 188);
      assertThat(packets[0]).isEqualTo((byte) 0x47);
      assertThat(packets[188]).isEqualTo((byte) 0x47);
    }
  }

  @Test
  void sendsBinaryMessagesOverWebSockets() throws Exception {
    publishSound("live");
    try (RawPeer peer = server.connect()) {
      String handshake =
          """
          GET /live.flv HTTP/1.1
          Host: x
          Upgrade: websocket
          Connection: Upgrade
          Sec-WebSocket-Version: 13
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

          """;
      peer.send(handshake.replace("\n", "\r\n"));
      assertThat(peer.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 101 ");
      byte[] frame = peer.read(2);
      assertThat(frame[0]).isEqualTo((byte) 0x82);
      peer.read(frame[1] == 126 ? 2 : 0);
      assertThat(peer.read(3)).isEqualTo("FLV".getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void theFeedEndsWhenItsViewersHaveLeft() throws Exception {
    Publisher publisher = publishSound("live");
    try (RawPeer peer = server.connect()) {
      peer.send("GET /live.flv HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("FLV");
      assertThat(streams.feeds().running()).isEqualTo(1);
    }
    Await.until(
        "no viewer is left", Duration.ofSeconds(60), () -> publisher.stream().viewers() == 0);
  }

  @Test
  void saysWhyThereIsNothing() throws Exception {
    assertThat(answer("GET /live.flv"))
        .startsWith("HTTP/1.1 404 ")
        .contains("Could not retrieve stream: Stream is offline");
    assertThat(answer("GET /other.flv")).contains("Could not retrieve stream: There is no stream");
    assertThat(answer("GET /%C3%A9.flv")).contains("Could not retrieve stream: That is no stream");
  }

  @Test
  void headStartsNothing() throws Exception {
    publishSound("live");
    assertThat(answer("HEAD /live.flv?dl=my%20show.flv"))
        .startsWith("HTTP/1.1 200 ")
        .contains("Content-Type: video/x-flv")
        .contains("attachment; filename=\"my_show.flv\"")
        .endsWith("\r\n\r\n");
    assertThat(streams.feeds().running()).isZero();
  }

  private String answer(String line) throws Exception {
    try (RawPeer peer = server.connect()) {
      return peer.send(line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").readAll();
    }
  }

  /// The first byte of each sound frame.
  private static List<Integer> soundOf(byte[] flv) throws Exception {
    List<Integer> firstBytes = new ArrayList<>();
    TrackSink sink =
        new TrackSink() {
          private int soundId;

          @Override
          public void track(Track track) {
            if (track.codec().equals(TestStreams.SOUND.codec())) {
              soundId = track.id();
            }
          }

          @Override
          public void sample(Sample sample) {
            if (sample.trackId() == soundId) {
              firstBytes.add((int) sample.payload().getByte(sample.payload().readerIndex()));
            }
          }
        };
    ByteBuf bytes = Unpooled.wrappedBuffer(flv);
    try (FlvReader reader = new FlvReader(sink)) {
      reader.read(bytes);
    }
    return firstBytes;
  }
}
