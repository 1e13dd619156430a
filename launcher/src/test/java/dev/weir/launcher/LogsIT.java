package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.control.EventLog;
import dev.weir.net.Transport;
import dev.weir.testkit.Await;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// What is written where: a whole server whose access log is moved while it runs, and whose log is
/// asked for.
class LogsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String LINE =
      "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d, [0-9a-f]{64}, demo, FLV, 127\\.0\\.0\\.1, \\d+, \\d+, 0,"
          + " \\[UA:Java.*]\\[gold]";

  private final Logger ours =
      ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("dev.weir");
  private final HttpClient http = HttpClient.newHttpClient();
  private final LogBook book;
  private final Server server;
  private final ApiClient api;

  @TempDir private Path folder;

  LogsIT() throws IOException {
    EventLog events = new EventLog(100);
    book = new LogBook(events);
    book.setContext(ours.getLoggerContext());
    book.start();
    ours.addAppender(book);
    server = Server.start(Servers.store("{}"), Transport.Kind.AUTO, new Ports(0, 0, 0), events);
    api = new ApiClient(server);
  }

  @AfterEach
  void close() {
    http.shutdownNow();
    api.close();
    server.close();
    ours.detachAppender(book);
  }

  @Test
  void sessionsAreWrittenToWhateverIsSetNow() throws Exception {
    logTo("LOG");
    visit("a");
    Await.until(
        "the server's own log",
        LIMIT,
        () ->
            api.ask("{'log':1}")
                .path("log")
                .toString()
                .matches(".*Session <[0-9a-f]{64}> demo .*"));

    Path file = folder.resolve("access.log");
    logTo(file.toString());
    visit("b");
    Await.until("the file", LIMIT, () -> Files.exists(file) && text(file).matches(LINE + "\n"));

    try (DatagramSocket syslog =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      syslog.setSoTimeout((int) LIMIT.toMillis());
      logTo("syslog://127.0.0.1:" + syslog.getLocalPort());
      visit("c");
      DatagramPacket packet = new DatagramPacket(new byte[9000], 9000);
      syslog.receive(packet);
      assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
          .matches("<30>1 \\S+ - weir \\d+ access - " + LINE);
    }

    Path socket = folder.resolve("log");
    String message = "<30>[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d weir\\[\\d+]: " + LINE;
    try (LocalSyslog syslog = new LocalSyslog(socket)) {
      logTo("syslog://" + socket);
      visit("d");
      Await.until("the message", LIMIT, () -> syslog.received().matches(message));
    }
    Files.delete(socket);
    try (LocalSyslog syslog = new LocalSyslog(socket)) {
      visit("e");
      Await.until("one after its restart", LIMIT, () -> syslog.received().matches(message));
    }

    logTo("");
    visit("f");
    assertThat(text(file)).as("only what was for it").hasLineCount(1);
  }

  @Test
  void everyEndHasACodeAndASentence() throws Exception {
    visit("a");
    Path file = folder.resolve("demo.ts");
    api.ask("{'push_start':['demo','" + file + "']}");
    Await.until("a recording", LIMIT, () -> Files.exists(file));
    api.ask("{'deletestream':['demo']}");
    int rtmp = server.listeners().getFirst().address().getPort();
    try (java.net.Socket stranger = new java.net.Socket(InetAddress.getLoopbackAddress(), rtmp)) {
      stranger
          .getOutputStream()
          .write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      stranger.getInputStream().readAllBytes();
    }
    List<String> ends =
        List.of(
            "play demo to .* as FLV ended after \\d+ s: CLEAN_CONTROLLER_REQ: an operator stopped"
                + " the session; .*",
            "push 1 of demo ended after \\d+ s: CLEAN_EOF: the stream ended: the stream was"
                + " deleted; .*",
            "publish demo from .* ended after \\d+ s: CLEAN_CONTROLLER_REQ: the stream was"
                + " deleted; .*",
            "RTMP connection from 127\\.0\\.0\\.1 ended: FORMAT_SPECIFIC: .*");
    for (String end : ends) {
      Await.until(
          end + " in " + logged(), LIMIT, () -> logged().stream().anyMatch(l -> l.matches(end)));
    }
  }

  private List<String> logged() {
    List<String> lines = new ArrayList<>();
    api.ask("{'log':1}").path("log").forEach(line -> lines.add(line.path(2).asText()));
    return lines;
  }

  @Test
  void theLogIsEmptiedAndTellsWhoDidIt() {
    api.ask("{'addstream':{'cam':{'source':'push://'}}}");
    assertThat(api.ask("{'log':1}").path("log").toString()).contains("cam");
    JsonNode lines = api.ask("{'clearstatlogs':1,'minimal':1}").path("log");
    assertThat(lines.isMissingNode()).isTrue();
    JsonNode after = api.ask("{'log':1}").path("log");
    assertThat(after.toString()).doesNotContain("cam").contains("log cleared", "127.0.0.1");
    assertThat(after).allMatch(line -> line.size() == 7 && line.path(0).isNumber());
  }

  @Test
  void aSocketHearsWhatHappenedAndWhatHappens() throws Exception {
    List<String> silent = new CopyOnWriteArrayList<>();
    listen("/ws?logs=100&accs=100", silent, "X-Real-IP", "192.0.2.7");
    visit("a");
    List<String> heard = new CopyOnWriteArrayList<>();
    listen("/ws?logs=1&accs=since:0", heard);
    await(heard, "\\[\"auth\",true]");
    String session =
        "\\[\"access\",\\[\\d{10},\"[0-9a-f]{64}\",\"demo\",\"FLV\",\"127\\.0\\.0\\.1\",\\d+,[1-9]\\d+,0,"
            + "\"\\[UA:.*]\\[gold]\"]]";
    await(heard, session);
    visit("b");
    Await.until(
        "the next session in " + heard,
        LIMIT,
        () -> heard.stream().filter(one -> one.matches(session)).count() == 2);
    api.ask("{'addstream':{'cam':{'source':'push://'}}}");
    await(heard, "\\[\"log\",\\[\\d{10},\"CONF\",\".*cam.*\",\"\",\\d+,\"weir\",\".+\"]]");
    List<String> late = new CopyOnWriteArrayList<>();
    listen("/ws?accs=1&logs=since:4000000000", late);
    await(late, session);
    assertThat(late).as("one of two sessions, no line of the log").hasSize(2);
    await(silent, "closed 1008");
    assertThat(silent)
        .containsExactly("[\"auth\",false]", "[\"auth\",\"Too slow, sorry\"]", "closed 1008");
  }

  private static void await(List<String> heard, String message) {
    Await.until(message, LIMIT, () -> heard.stream().anyMatch(one -> one.matches(message)));
  }

  private void listen(String path, List<String> heard, String... header) {
    WebSocket.Builder builder = http.newWebSocketBuilder();
    if (header.length > 0) {
      builder.header(header[0], header[1]);
    }
    URI uri = URI.create(api.uri(path).toString().replace("http:", "ws:"));
    builder.buildAsync(uri, new Hearing(heard)).join();
  }

  private void logTo(String setting) {
    assertThat(api.ask("{'config':{'accesslog':'" + setting + "'}}").has("errors")).isFalse();
  }

  /// Watches a little, and is stopped: then the session ends at once.
  private void visit(String token) throws IOException {
    int port = server.listeners().getLast().address().getPort();
    URI demo = URI.create("http://127.0.0.1:" + port + "/demo.flv?tkn=" + token);
    try (InputStream viewer = demo.toURL().openStream()) {
      assertThat(viewer.readNBytes(1000)).hasSize(1000);
      String id =
          api.ask("{'clients':{'fields':['sessid']}}")
              .path("clients")
              .path("data")
              .path(0)
              .path(0)
              .asText();
      api.ask("{'tag_sessid':{'" + id + "':'gold'}}");
      api.ask("{'stop_sessid':'" + id + "'}");
    }
    Await.until(
        "the end of the session",
        LIMIT,
        () -> api.ask("{'clients':{}}").path("clients").path("data").isEmpty());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Listens like the syslog of a machine; does not block.
  private static final class LocalSyslog implements AutoCloseable {
    private final Socket socket;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(9000);

    LocalSyslog(Path path) throws IOException {
      Epoll.ensureAvailability();
      socket = Socket.newSocketDomainDgram();
      socket.bind(new DomainSocketAddress(path.toFile()));
    }

    /// The next message, empty if there is none.
    String received() {
      try {
        buffer.clear();
        int length = socket.recv(buffer, 0, buffer.capacity());
        return length <= 0
            ? ""
            : StandardCharsets.UTF_8.decode(buffer.limit(length).position(0)).toString();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
