package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PullTextTest {
  private static StreamSource source(String text) {
    return StreamSource.parse(text).orElseThrow(() -> new AssertionError("refused: " + text));
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.org/live/index.m3u8, http://example.org/live/index.m3u8",
    "HTTPS://example.org/Live.M3U8?token=x, https://example.org/Live.M3U8?token=x",
    "http://example.org/radio.m3u, http://example.org/radio.m3u",
    "http-hls://example.org/manifest, http://example.org/manifest",
    "https-hls://u:p@example.org:8443/m, https://u:p@example.org:8443/m",
    "/srv/hls/index.m3u8, /srv/hls/index.m3u8",
    "https://origin.example/$wildcard/index.m3u8, https://origin.example/$wildcard/index.m3u8"
  })
  void readsHls(String text, String location) {
    assertThat(source(text)).isEqualTo(new StreamSource.Hls(location));
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.org/live.ts, TS, http://example.org/live.ts",
    "https-ts://example.org/cam?x=1, TS, https://example.org/cam?x=1",
    "http://[2001:db8::1]:8080/live.flv?a=b.c, FLV, http://[2001:db8::1]:8080/live.flv?a=b.c",
    "http-flv://example.org/live, FLV, http://example.org/live"
  })
  void readsEndlessBodies(String text, StreamSource.Http.Body body, String url) {
    assertThat(source(text)).isEqualTo(new StreamSource.Http(url, body, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org/film.MP4?token=x, https://example.org/film.MP4?token=x",
    "http-file://example.org/film.ts, http://example.org/film.ts",
    "https-file://u:p@example.org/$wildcard, https://u:p@example.org/$wildcard",
  })
  void readsFiles(String text, String url) {
    assertThat(source(text)).isEqualTo(new StreamSource.HttpFile(url));
  }

  @Test
  void readsRtmp() {
    assertThat(source("rtmp://example.org/live/cam1"))
        .isEqualTo(new StreamSource.Rtmp("rtmp://example.org/live/cam1"));
    assertThat(source("rtmps://[::1]:4935/app/inst/cam?key=secret"))
        .hasToString("rtmps://[::1]:4935/app/inst/cam");
  }

  @Test
  void readsDatagrams() {
    assertThat(source("tsudp://:5000")).isEqualTo(new StreamSource.Udp("", 5000, List.of(), 0));
    assertThat(source("tsudp://239.1.2.3:5000/eth0,eth1"))
        .isEqualTo(new StreamSource.Udp("239.1.2.3", 5000, List.of("eth0", "eth1"), 0));
    assertThat(source("tsudp://[ff15::1]:5000/192.0.2.1"))
        .isEqualTo(new StreamSource.Udp("ff15::1", 5000, List.of("192.0.2.1"), 0));
  }

  @Test
  void readsWhichProgramOfATransportStream() {
    assertThat(source("tsudp://239.1.2.3:5000#program=2"))
        .isEqualTo(new StreamSource.Udp("239.1.2.3", 5000, List.of(), 2))
        .hasToString("tsudp://239.1.2.3:5000#program=2");
    assertThat(source("tsudp://:5000/eth0#program=65535"))
        .isEqualTo(new StreamSource.Udp("", 5000, List.of("eth0"), 65_535));
    assertThat(source("http://example.org/live.ts?x=1#program=7"))
        .isEqualTo(
            new StreamSource.Http("http://example.org/live.ts?x=1", StreamSource.Http.Body.TS, 7));
    assertThat(source("/srv/media/$wildcard#1.ts#program=12"))
        .isEqualTo(new StreamSource.File("/srv/media/$wildcard#1.ts", 12))
        .hasToString("/srv/media/$wildcard#1.ts#program=12");
  }

  @Test
  void readsProgramsAsArgumentsWithoutAShell() {
    assertThat(source("ts-exec:/usr/bin/ffmpeg -i 'a b' -vf \"x;y\" $(id) `id` -f mpegts -"))
        .isEqualTo(
            new StreamSource.Program(
                StreamSource.Program.Output.TS,
                List.of(
                    "/usr/bin/ffmpeg",
                    "-i",
                    "a b",
                    "-vf",
                    "x;y",
                    "$(id)",
                    "`id`",
                    "-f",
                    "mpegts",
                    "-")));
    assertThat(source("h264-exec:/bin/cam")).hasToString("exec:/bin/cam");
    assertThat(source("mkv-exec:/bin/cam --password secret").toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/",
        "http://example.org/page.html",
        "http:///index.m3u8",
        "http://exa mple.org/index.m3u8",
        "http://$wildcard/index.m3u8",
        "http://$wildcard.example.org/index.m3u8",
        "http://u:$wildcard@example.org/index.m3u8",
        "file:///etc/passwd",
        "ftp://example.org/a.ts",
        "rtmp://",
        "rtmp://host",
        "rtmp://host/app name/x",
        "tsudp://",
        "tsudp://:0",
        "tsudp://:65536",
        "tsudp://:5000#program=0",
        "tsudp://:5000#program=65536",
        "tsudp://:5000#2",
        "http-ts://example.org/live#program=x",
        "/srv/mux.ts#program=",
        "/srv/mux.ts#program=0",
        "/srv/mux.ts#program=65536",
        "/srv/mux.ts#program=1#program=2",
        "/srv/media/#program=2",
        "/srv/index.m3u8#program=2",
        "/srv/day.pls#program=2",
        "/srv/..#program=2",
        "tsudp://example.org:5000",
        "ts-exec:",
        "ts-exec:ffmpeg -i x",
        "ts-exec:/bin/sh 'unfinished",
        "ts-exec:/usr/bin/$wildcard",
        "/srv/../etc/index.m3u8"
      })
  void refuses(String text) {
    assertThat(StreamSource.parse(text)).isEmpty();
  }

  @Test
  void publishersMayBeNamedByTheirHost() {
    assertThat(source("push://encoder.example.org@secret"))
        .isEqualTo(new StreamSource.Push(List.of(), List.of("encoder.example.org"), "secret"));
    assertThat(source("push://invalid,host")).isEqualTo(new StreamSource.Push(List.of(), ""));
    assertThat(StreamSource.parse("push://10.0.0.256")).isEmpty();
    assertThat(StreamSource.parse("push://a/b")).isEmpty();
    assertThat(StreamSource.parse("push://exa mple.org")).isEmpty();
  }

  @Test
  void showsNoSecrets() {
    assertThat(source("http://user:secret@example.org/a.m3u8?key=secret"))
        .hasToString("http://example.org/a.m3u8");
  }
}
