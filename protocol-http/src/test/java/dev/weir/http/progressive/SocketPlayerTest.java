package dev.weir.http.progressive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.http.HttpLimits;
import dev.weir.http.LiveClip;
import dev.weir.http.TestServer;
import dev.weir.http.TestStreams;
import dev.weir.stream.Stream;
import dev.weir.testkit.Await;
import dev.weir.testkit.SampleMedia;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SocketPlayerTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestStreams streams = new TestStreams();
  private final TestServer server =
      new TestServer(
          HttpLimits.DEFAULT,
          null,
          ProgressiveOutput.routes(streams.admissions(), streams.feeds(), streams.blocks()));
  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
  private @Nullable WebSocket socket;

  @AfterEach
  void close() {
    if (socket != null) {
      socket.abort();
    }
    Await.until(
        "leaving",
        Duration.ofSeconds(60),
        () -> streams.streams().onDemand().stream().allMatch(film -> film.viewers() == 0));
    client.close();
    streams.close();
    server.close();
  }

  private final class Ear implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        heard.add(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
      byte[] piece = new byte[part.remaining()];
      part.get(piece);
      bytes.writeBytes(piece);
      if (last) {
        heard.add(bytes.toByteArray());
        bytes.reset();
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      heard.add("{\"type\":\"closed\",\"message\":\"" + reason + "\"}");
      return java.util.concurrent.CompletableFuture.completedStage(null);
    }
  }

  private void connect(String path) {
    socket =
        client
            .newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/" + path), new Ear())
            .join();
  }

  private void say(String json) {
    if (socket != null) {
      socket.sendText(json.replace('\'', '"'), true).join();
    }
  }

  private Object next() throws InterruptedException {
    Object next = heard.poll(60, TimeUnit.SECONDS);
    assertThat(next).as("something is heard").isNotNull();
    return next;
  }

  /// The next message of that type; what comes before is passed over.
  private JsonNode message(String type) throws Exception {
    while (true) {
      if (next() instanceof String text) {
        JsonNode message = JSON.readTree(text);
        if (message.path("type").asText().equals(type)) {
          return message;
        }
      }
    }
  }

  /// The next binary message; text before it is passed over.
  private byte[] media() throws InterruptedException {
    while (true) {
      if (next() instanceof byte[] bytes) {
        return bytes;
      }
    }
  }

  private static String boxName(byte[] bytes) {
    return new String(bytes, 4, 4, StandardCharsets.ISO_8859_1);
  }

  private static String film() {
    return TestStreams.film(SampleMedia.H264_AAC);
  }

  @Test
  void playsAFileWhenItIsTold() throws Exception {
    connect(film() + ".mp4");
    assertThat(message("info").at("/data/tracks/0/codec").asText()).isEqualTo("H264");
    say("{'type':'request_codec_data','supported_codecs':['avc1.64000d','mp4a.40.2']}");
    JsonNode codecs = message("codec_data");
    assertThat(codecs.at("/data/codecs").size()).isEqualTo(2);
    assertThat(boxName(media())).isEqualTo("ftyp");
    assertThat(message("on_time").at("/data/paused").asBoolean()).isTrue(); // nothing came
    say("{'type':'play'}");
    assertThat(boxName(media())).isEqualTo("moof");
    assertThat(message("on_time").at("/data/end").asLong()).isBetween(7_900L, 8_100L);
  }

  @Test
  void choosesWhatThePlayerHas() throws Exception {
    connect(film() + ".mp4");
    say("{'type':'request_codec_data','supported_codecs':['mp4a.40.2']}");
    assertThat(message("codec_data").at("/data/codecs").toString()).isEqualTo("[\"mp4a.40.2\"]");
    say("{'type':'tracks','video':'all'}");
    assertThat(message("tracks").at("/data/tracks").size()).isEqualTo(1); // it has no H.264
    say("{'type':'request_codec_data','supported_codecs':['av01.0.04M.08']}");
    say("{'type':'tracks','audio':'none','video':'none'}");
    assertThat(message("error").path("message").asText()).isEqualTo("No track is left");
  }

  @Test
  void goesWhereItIsToldAndStopsAtTheEnd() throws Exception {
    connect(film() + ".mp4");
    say("{'type':'play','seek_time':6500}");
    assertThat(message("codec_data").at("/data/current").asLong()).isEqualTo(6500);
    assertThat(message("on_stop").at("/data/end").asLong()).isGreaterThan(7_900);
    say("{'type':'seek','seek_time':5000}");
    assertThat(message("seek").at("/data/current").asLong()).isEqualTo(5000);
    assertThat(boxName(media())).isEqualTo("moof");
    message("on_stop");
    say("{'type':'stop'}");
    message("closed");
  }

  @Test
  void holdsAndChangesItsSpeed() throws Exception {
    connect(film() + ".mp4");
    say("{'type':'play'}");
    media();
    say("{'type':'hold'}");
    assertThat(message("pause").path("paused").asBoolean()).isTrue();
    say("{'type':'set_speed','play_rate':8}");
    assertThat(message("set_speed").at("/data/play_rate_curr").asDouble()).isEqualTo(8);
    say("{'type':'play'}");
    message("on_stop"); // in a second
    say("{'type':'set_speed','play_rate':'auto'}");
    assertThat(message("set_speed").at("/data/play_rate_curr").asDouble()).isEqualTo(1);
  }

  @Test
  void playsWebmToo() throws Exception {
    connect(TestStreams.film(SampleMedia.VP9_OPUS) + ".webm");
    say("{'type':'play'}");
    assertThat(message("codec_data").at("/data/codecs").size()).isEqualTo(2);
    assertThat(media()).startsWith(0x1A, 0x45, 0xDF, 0xA3);
    assertThat(media()).startsWith(0x1F, 0x43, 0xB6, 0x75); // a cluster
  }

  @Test
  void playsALiveStreamFromItsNewestKeyframeAndFromItsPast() throws Exception {
    try (LiveClip _ = new LiveClip(SampleMedia.H264_AAC, streams.publish("live"))) {
      connect("live.mp4");
      say("{'type':'play'}");
      message("codec_data");
      message("on_time");
      say("{'type':'seek','seek_time':0}");
      assertThat(message("seek").at("/data/live_point").asBoolean()).isFalse();
      say("{'type':'seek','seek_time':'live'}");
      assertThat(message("seek").at("/data/live_point").asBoolean()).isTrue();
      media();
    }
    message("on_stop");
  }

  @Test
  void viewersAtTheLiveEdgeShareOneFeedUntilTheyLeaveIt() throws Exception {
    try (LiveClip _ = new LiveClip(SampleMedia.H264_AAC, streams.publish("live"))) {
      connect("live.mp4");
      say("{'type':'request_codec_data','supported_codecs':['avc1.64000d','mp4a.40.2']}");
      message("codec_data");
      assertThat(boxName(media())).isEqualTo("ftyp");
      assertThat(streams.feeds().running()).isZero();
      say("{'type':'play'}");
      assertThat(message("seek").at("/data/live_point").asBoolean()).isTrue();
      assertThat(boxName(media())).isEqualTo("ftyp");
      assertThat(boxName(media())).isEqualTo("moof");
      WebSocket first = Objects.requireNonNull(socket);
      connect("live.mp4");
      say("{'type':'play'}");
      message("codec_data");
      assertThat(streams.feeds().running()).isOne();
      first.sendText("{\"type\":\"stop\"}", true).join();
      message("closed");
      assertThat(viewers()).isOne();
      say("{'type':'hold'}");
      message("seek"); // a playback of his own has begun
      heard.clear();
      assertThat(message("on_time").at("/data/paused").asBoolean()).isTrue();
      say("{'type':'set_speed','play_rate':2}");
      say("{'type':'play','seek_time':'live'}");
      assertThat(message("seek").at("/data/live_point").asBoolean()).isTrue();
      assertThat(boxName(media())).isEqualTo("ftyp");
      assertThat(boxName(media())).isEqualTo("moof");
      say("{'type':'tracks','video':'none'}");
      assertThat(message("codec_data").at("/data/codecs").toString()).isEqualTo("[\"mp4a.40.2\"]");
      assertThat(streams.feeds().running()).isEqualTo(2); // the other one ends when it is idle
      assertThat(viewers()).isOne();
    }
    message("on_stop");
    say("{'type':'seek','seek_time':0}");
    message("seek");
    assertThat(boxName(media())).isEqualTo("moof");
  }

  private int viewers() {
    return streams.streams().all().stream().mapToInt(Stream::viewers).sum();
  }

  @Test
  void saysWhatItDoesNotUnderstand() throws Exception {
    connect(film() + ".mp4");
    for (String nonsense :
        new String[] {"", "[", "{'type':'fly'}", "17", "{'type':{'a':1}}", "[".repeat(5000)}) {
      say(nonsense);
      message("error");
    }
    say("{'type':'seek','seek_time':1e300}");
    say("{'type':'set_speed','play_rate':-1e999}");
    say("{'type':'play','seek_time':-5}");
    assertThat(message("codec_data").at("/data/current").asLong()).isZero();
  }
}
