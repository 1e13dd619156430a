package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.config.ConfigException.Problem;
import dev.weir.config.ProtocolConfig.Http;
import dev.weir.config.ProtocolConfig.Https;
import dev.weir.config.ProtocolConfig.Rtmp;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigDocumentTest {
  private static final Path OPERATOR = Path.of("operator");

  @Test
  void shippedDocumentSaysWhatTheDefaultsAre() throws ConfigException {
    WeirConfig shipped = new ConfigFile(OPERATOR.resolve("weir.json")).load().config();
    assertThat(shipped).isEqualTo(WeirConfig.defaults());
  }

  @Test
  void shippedSchemaIsMadeFromTheKeyTables() throws IOException {
    Path file = OPERATOR.resolve("weir.schema.json");
    if (System.getProperty("golden.update") != null) {
      Files.writeString(file, ConfigDocument.schema());
    }
    assertThat(file).hasContent(ConfigDocument.schema());
  }

  @Test
  void listensForRtmpAndHttpByDefault() {
    assertThat(WeirConfig.defaults().protocols())
        .containsExactly(new Rtmp("0.0.0.0", 1935, null), new Http("0.0.0.0", 8080, List.of()));
  }

  @Test
  void onlyThisMachinePublishesByDefault() throws IOException {
    StreamConfig live = stream(WeirConfig.defaults(), "live+anything");
    StreamSource.Push push = (StreamSource.Push) live.source();
    assertThat(push.allows(InetAddress.ofLiteral("127.0.0.1"), "")).isTrue();
    assertThat(push.allows(InetAddress.ofLiteral("::1"), "")).isTrue();
    assertThat(push.allows(InetAddress.ofLiteral("192.0.2.1"), "")).isFalse();
  }

  @Test
  void readsEveryKeyOfAStream() throws ConfigException {
    WeirConfig config =
        parse(
            """
            {"streams": {"live": { // a comment
              "name": "live", "source": "push://10.0.0.0/8@secret", "bufferTime": 120000, "cut": 0,
              "resume": 1, "segmentsize": 2000, "event": 1, "realtime": 0, "inputtimeout": 60,
              "fallback_stream": "", "tags": [], "maxbuffer": 1048576,
              "mergewindow": 20, "x-LSP-kind": {"any": "thing"}, "processes": [], "online": 1 }}}
            """);
    StreamSource.Push push =
        new StreamSource.Push(List.of(AddressRange.parse("10.0.0.0/8").orElseThrow()), "secret");
    assertThat(config.streams())
        .containsExactly(
            java.util.Map.entry(
                "live",
                new StreamConfig(
                    "live", push, 120_000, 0, 15_000, 2000, true, false, false, 60_000, null,
                    List.of(), 1 << 20, 20)));
  }

  @Test
  void readsListeners() throws ConfigException {
    WeirConfig config =
        parse(
            """
            {"config": {"protocols": [
              {"connector": "RTMP", "interface": "127.0.0.1", "online": "Enabled"},
              {"connector": "RTMP", "cert": "c.pem", "key": "k.pem"},
              {"connector": "HTTP", "port": 80, "pubaddr": "https://video.example.org"},
              {"connector": "HTTPS", "cert": "c.pem", "key": "k.pem"}]}}
            """);
    TlsFiles tls = new TlsFiles(Path.of("c.pem"), Path.of("k.pem"));
    assertThat(config.protocols())
        .containsExactly(
            new Rtmp("127.0.0.1", 1935, null),
            new Rtmp("0.0.0.0", 1936, tls),
            new Http("0.0.0.0", 80, List.of("https://video.example.org")),
            new Https("0.0.0.0", 4433, List.of(), tls));
  }

  @Test
  void takesTrustedProxiesAsListAndAsText() throws ConfigException {
    WeirConfig list = parse("{'config':{'trustedproxy':['192.0.2.0/24','2001:db8::1']}}");
    assertThat(list).isEqualTo(parse("{'config':{'trustedproxy':'192.0.2.0/24 2001:db8::1'}}"));
    assertThat(list.trusts(InetAddress.ofLiteral("192.0.2.77"))).isTrue();
    assertThat(list.trusts(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
    assertThat(list.trusts(InetAddress.ofLiteral("198.51.100.1"))).isFalse();
  }

  @Test
  void reportsAllProblemsTogetherWithTheirPlaces() {
    assertProblems(
        """
        {"streems": {}, "config": {"debug": 11, "protocols": [{"connector": "RTMP", "prot": 1}]},
         "streams": {"a": {"source": "push://", "DVR": 10}, "b": {}, "c+d": {"source": "demo:"}}}
        """,
        "streems: unknown; did you mean \"streams\"?",
        "config.debug: 11 is not legal here; legal: 0 to 10",
        "config.protocols[0].prot: unknown; did you mean \"port\"?",
        "streams.a.DVR: 10 is not legal here; legal: 1000 to 2678400000",
        "streams.b.source: missing; it is where the media comes from, such as push://",
        "streams.c+d: is no name of a stream; legal: 1 to 100 of a-z, 0-9, \"_\", \".\" and \"-\","
            + " without \"+\" and spaces");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'streams':{'a':{'source':'demo:','processes':[{}]}}} | streams.a.processes",
        "{'streams':{'a':{'source':'demo:','encryption':'x'}}} | streams.a.encryption",
        "{'streams':{'a':{'source':'rtsp://u:pw@192.0.2.1/x'}}} | streams.a.source",
        "{'streams':{'a':{'source':'demo:','cut':5}}} | streams.a.cut",
        "{'config':{'protocols':[{'connector':'RTSP'}]}} | config.protocols[0].connector"
      })
  void refusesWhatIsNotBuiltYet(String json, String place) {
    List<Problem> problems = problems(json);
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().place()).isEqualTo(place);
    assertThat(problems.getFirst().message()).contains("not supported yet").doesNotContain("pw");
  }

  @Test
  void takesFilesAndFolders() throws ConfigException {
    WeirConfig config =
        parse(
            "{'streams':{'film':{'source':'/srv/film.mp4','realtime':1},"
                + "'vod':{'source':'/srv/media/'},'list':{'source':'/srv/day.pls'},"
                + "'far':{'source':'https://example.org/$wildcard.mp4?key=1'}}}");
    assertThat(config.streams().values())
        .extracting(StreamConfig::source)
        .containsExactly(
            new StreamSource.File("/srv/film.mp4"),
            new StreamSource.Folder("/srv/media/"),
            new StreamSource.Playlist("/srv/day.pls"),
            new StreamSource.HttpFile("https://example.org/$wildcard.mp4?key=1"));
    assertThat(config.streams().values())
        .extracting(StreamConfig::realtime)
        .containsExactly(true, false, false, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'account':{},'autopushes':[],'jwks':[],'variables':{}}",
        "{'config':{'triggers':{},'prometheus':'','sessionViewerMode':14,'tknMode':15}}",
        "{'config':{'accesslog':'LOG'},'ui_settings':{'anything':[1]}}",
        "{'x-mine':{'deep':[1,2]},'config':{'x-note':1}}"
      })
  void takesValuesThatAskForNothing(String json) throws ConfigException {
    assertThat(parse(json)).isEqualTo(WeirConfig.defaults());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a' 1} | line 1, column 6",
        "{'config':{},'config':{}} | line 1, column",
        "{} {} | line 1, column",
        "{'x-a':1e9999999999999999999999999999999999} | the document"
      })
  void saysWhereTheSyntaxIsWrong(String json, String place) {
    assertThat(problems(json)).hasSize(1);
    assertThat(problems(json).getFirst().place()).startsWith(place);
  }

  @Test
  void saysWhatIsNotClosed() {
    assertThat(problems("{'streams': {").getFirst().message())
        .isEqualTo(
            "Unexpected end-of-input: expected close marker for Object (that of line 1, column 13)");
  }

  @Test
  void boundsNesting() {
    assertThat(problems("{'x-a':" + "[".repeat(100_000)).getFirst().message()).contains("nesting");
  }

  @Test
  void boundsTheListOfProblems() {
    StringBuilder json = new StringBuilder("{'q0':0");
    for (int i = 1; i < 5000; i++) {
      json.append(",'q").append(i).append("':0");
    }
    assertThat(problems(json + "}")).hasSize(101).last().asString().contains("4900 more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "null", "'text'", "// nothing but a comment"})
  void refusesWhatIsNoObject(String json) {
    assertThat(problems(json)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'config':{'protocols':[{'connector':'HTTP'},{'connector':'RTMP','port':8080}]}}",
        "{'config':{'protocols':[{'connector':'HTTPS','cert':'c'}]}}",
        "{'config':{'protocols':[{'connector':'RTMP','cert':'c'}]}}",
        "{'config':{'protocols':[{'connector':'RTMP','port':65536}]}}",
        "{'config':{'protocols':[{'connector':'RTMP','port':'1935'}]}}",
        "{'config':{'protocols':[{'port':1935}]}}",
        "{'config':{'protocols':[{'connector':'RTMP','interface':'host.example.org'}]}}",
        "{'config':{'protocols':[{'connector':'RTMP','interface':''}]}}",
        "{'config':{'trustedproxy':'proxy.example.org'}}",
        "{'config':{'controller':{'port':-1}}}",
        "{'config':{'location':{'lat':90.5}}}",
        "{'account':{'me':{}}}",
        "{'account':{'me':{'password':'plain'}}}",
        "{'account':{'m e':{'password':'0123456789abcdef0123456789abcdef'}}}",
        "{'tokens':{'a':{'sha256':'0123'}}}",
        "{'tokens':{'a':{'scope':'admin'}}}",
        "{'bandwidth':{'exceptions':['10.0.0.0/40']}}",
        "{'variables':{'a b':{'value':'1'}}}",
        "{'streams':{'Live':{'source':'demo:'},'live':{'source':'demo:'}}}",
        "{'streams':{'a':{'source':'demo:','name':'b'}}}",
        "{'streams':{'a':{'source':'demo:','DVR':2000,'bufferTime':2000}}}",
        "{'streams':{'a':{'source':'push://','always_on':true}}}",
        "{'streams':{'a':{'source':'push://10.0.0.0/33'}}}",
        "{'streams':{'a':{'source':'push://10.0.0.0/x'}}}",
        "{'streams':{'a':{'source':'demo:','resume':2}}}",
        "{'streams':{'a':{'source':'/srv/../etc/'}}}",
        "{'streams':{'a':{'source':'srv/film.mp4'}}}",
        "{'streams':{'a':{'source':'demo:','DVR':1e999}}}",
        "{'streams':{'a':{'source':'demo:','DVR':123456789012345678901}}}",
        "{'streams':{'a':{'source':'demo:','fallback_stream':'!'}}}",
        "{'streams':{'a':{'source':'demo:','tags':'\\u0007'}}}",
        "{'streams':{'!':{'source':'demo:'}}}",
        "{'streams':{'a':1}}"
      })
  void refusesWithExactlyOneProblem(String json) {
    assertThat(problems(json)).hasSize(1);
  }

  @Test
  void writesOutWhatHoldsByDefault() throws ConfigException {
    ConfigDocument document = ConfigDocument.parse("{\"x-mine\": 1}");
    assertThat(document.explicit().path("streams").size()).isEqualTo(2);
    assertThat(document.explicit().path("x-mine").intValue()).isEqualTo(1);
    assertThat(ConfigDocument.of(document.explicit()).config()).isEqualTo(WeirConfig.defaults());
  }

  @Test
  void readsWhoMayUseTheApi() throws ConfigException {
    ApiConfig api =
        parse(
                """
                {'config': {'controller': {'port': 5000, 'interface': '127.0.0.1', 'username': ''}},
                 'account': {'ops': {'password': '0123456789abcdef0123456789abcdef'}},
                 'tokens': {'grafana': {'scope': 'control', 'sha256':
                   '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'}}}
                """)
            .api();
    assertThat(api.bindAddress() + ":" + api.port()).isEqualTo("127.0.0.1:5000");
    assertThat(api.accounts()).containsOnlyKeys("ops");
    assertThat(api.tokens())
        .containsExactly(
            new ApiConfig.Token(
                "grafana",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                ApiConfig.Scope.CONTROL));
    assertThat(api.toString()).doesNotContain("0123456789abcdef");
  }

  @Test
  void namesTheLineOfAProblemInAFile() {
    String text =
        """
        { // comment
          "config": { "debug": 4 },
          "streams": {
            "a": {
              "source": "demo:",
              "DVR": 10 },
            "b": {} } }
        """;
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigDocument.parseFile(text))
        .satisfies(e ->
            assertThat(e.problems())
                .extracting(Problem::place)
                .containsExactly("line 6, streams.a.DVR", "line 7, streams.b.source"));
  }

  @Test
  void keepsForeignKeysInItsText() throws ConfigException {
    ConfigDocument document = ConfigDocument.parse("{\"x-mine\": [1, {\"a\": null}]}");
    assertThat(ConfigDocument.parse(document.text()).json()).isEqualTo(document.json());
    assertThat(document.json().path("x-mine").size()).isEqualTo(2);
  }

  @Test
  void keepsPasswordsOutOfItsDescription() throws ConfigException {
    WeirConfig config = parse("{'streams':{'a':{'source':'push://@hunter2'}}}");
    assertThat(config.toString()).doesNotContain("hunter2");
  }

  private static StreamConfig stream(WeirConfig config, String name) {
    return config.stream(StreamName.clean(name).orElseThrow()).orElseThrow();
  }

  private static WeirConfig parse(String json) throws ConfigException {
    return ConfigDocument.parse(json.replace('\'', '"')).config();
  }

  private static void assertProblems(String json, String... expected) {
    assertThat(problems(json)).extracting(Problem::toString).containsExactly(expected);
  }

  private static List<Problem> problems(String json) {
    return assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> parse(json))
        .actual()
        .problems();
  }
}
