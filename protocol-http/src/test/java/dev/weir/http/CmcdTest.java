package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.segmented.DoorServer;
import dev.weir.http.segmented.Gop;
import dev.weir.http.segmented.hls.HlsHandler;
import dev.weir.session.PlayerFacts;
import dev.weir.session.PlayerReport;
import dev.weir.session.SessionFacts;
import dev.weir.stream.Publisher;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CmcdTest {
  private final DoorServer server =
      new DoorServer(TestStreams.segments(1000, 60_000), door -> new HlsHandler(door).routes());
  private final TestStreams streams = server.streams();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void readsWhatPlayersSayOfThemselves() {
    assertThat(
            Cmcd.parse(
                "bl=4300,br=2300,bs,cid=\"a,b=\\\"c\\\"\",com.example-x=7,mtp=5100,ot=v,sid=\"6e\""))
        .contains(new PlayerReport(2300, 4300, 5100, true, "6e", "a,b=\"c\""));
    assertThat(Cmcd.parse("br=128,bl=900,ot=a"))
        .contains(new PlayerReport(-1, -1, -1, false, null, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=",
        ",,,",
        "br=",
        "br=-1",
        "br=99999999999999999999",
        "br=\"7\"",
        "bl=1.5",
        "sid=\"",
        "sid=\"\\",
        "sid=x",
        "bs=false",
        "\"\"\"",
        "ot=v,ot=v,\\,"
      })
  void nonsenseSaysNothing(String text) {
    assertThat(Cmcd.parse(text)).contains(new PlayerReport(-1, -1, -1, false, null, null));
  }

  @Test
  void whatIsFarTooLongIsPassedOver() {
    assertThat(Cmcd.parse("br=7," + "x".repeat(5000))).isEmpty();
    assertThat(Cmcd.parse("sid=\"" + "y".repeat(3000) + "\"").orElseThrow().playbackId())
        .hasSize(64);
    assertThat(Cmcd.parse("k=1,".repeat(500) + "br=7")).isPresent();
    assertThat(Cmcd.parse("")).isEmpty();
  }

  private String get(String path, String headers) throws IOException {
    try (RawPeer peer = server.connect()) {
      return peer.send(
              "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "Connection: close\r\n\r\n")
          .readAll();
    }
  }

  @Test
  void itIsInTheSessionWhicheverWayItComes() throws Exception {
    Publisher publisher = streams.publish("live");
    Gop.announce(publisher);
    Gop.seconds(publisher, 0, 4, 1);
    String playlist = get("/hls/live/index.m3u8?tkn=7&CMCD=bl%3D900%2Cbr%3D2000%2Cbs", "");
    // It says something of this request, and must not stay in the addresses of others.
    assertThat(playlist).startsWith("HTTP/1.1 200 ").endsWith("2_1/index.m3u8?tkn=7\n");
    String headers = "CMCD-Object: br=3000,ot=av\r\nCMCD-Status: bs\r\nCMCD-Session: sid=\"s\"\r\n";
    assertThat(get("/hls/live/2_1/index.m3u8?tkn=7", headers)).startsWith("HTTP/1.1 200 ");
    List<PlayerFacts> players =
        streams.sessions().list().stream()
            .filter(session -> session.token().equals("7"))
            .map(SessionFacts::player)
            .toList();
    assertThat(players).containsExactly(new PlayerFacts(2, 2, 3000, 900, -1, "s", null));
  }
}
