package dev.weir.http.player;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.flv.FlvMuxer;
import dev.weir.http.HttpLimits;
import dev.weir.http.TestServer;
import dev.weir.http.TestStreams;
import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.Track;
import dev.weir.stream.Publisher;
import dev.weir.testkit.SampleMedia;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InfoSocketTest {
  private final TestStreams streams = new TestStreams();
  private final TestServer server =
      new TestServer(
          HttpLimits.DEFAULT,
          null,
          PlayerRoutes.routes(
              streams.admissions(),
              List.of(OutputMethod.http("flash/7", "FLV", 5, "$.flv", FlvMuxer::carries)),
              List.of(),
              ""));
  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    client.close();
    streams.close();
    server.close();
  }

  private final class Ear implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

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
  }

  private WebSocket listen(String stream) {
    URI address = URI.create("ws://127.0.0.1:" + server.port() + "/json_" + stream + ".js");
    return client.newWebSocketBuilder().buildAsync(address, new Ear()).join();
  }

  private JsonNode next() throws Exception {
    String message = heard.poll(60, TimeUnit.SECONDS);
    assertThat(message).as("something is heard").isNotNull();
    return new ObjectMapper().readTree(message);
  }

  /// The first that has `pointer`; those before are passed over.
  private JsonNode nextWith(String pointer) throws Exception {
    while (true) {
      JsonNode message = next();
      if (!message.at(pointer).isMissingNode()) {
        return message;
      }
    }
  }

  @Test
  void tellsOfStatesAndTracksAsTheyChange() throws Exception {
    WebSocket socket = listen("live+a");
    assertThat(next().path("error").asText()).isEqualTo("Stream is offline");
    Publisher publisher = streams.publish("live+a");
    publisher.track(TestStreams.SOUND);
    TestStreams.sound(publisher, 0, 60);
    JsonNode sound = nextWith("/meta/tracks");
    assertThat(sound.at("/source/0/relurl").asText()).isEqualTo("live+a.flv");
    assertThat(sound.at("/meta/tracks")).hasSize(1);
    socket.sendText("{\"nWaiting\":1,\"logs\":[\"a\\nb\"]}", true).join();
    socket.sendText("that is no JSON", true).join();
    publisher.track(Track.of(2, new Codec.Vp9(0, 31, Picture.ofSize(320, 180))));
    assertThat(nextWith("/meta/tracks").at("/meta/tracks")).hasSize(2);
    publisher.close(TestStreams.OVER);
    assertThat(nextWith("/error").path("error").asText()).startsWith("Stream is ");
    Publisher other = streams.publish("live+a");
    other.track(TestStreams.SOUND);
    TestStreams.sound(other, 0, 60);
    assertThat(nextWith("/meta/tracks").at("/meta/tracks")).hasSize(1);
    socket.abort();
  }

  @Test
  void aFileIsToldOfOnce() throws Exception {
    WebSocket socket = listen(TestStreams.film(SampleMedia.H264_AAC));
    assertThat(next().path("type").asText()).isEqualTo("vod");
    socket.abort();
  }
}
