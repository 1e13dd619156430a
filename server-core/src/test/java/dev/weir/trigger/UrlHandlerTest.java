package dev.weir.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.config.StreamName;
import dev.weir.config.Trigger;
import dev.weir.config.TriggerRule;
import dev.weir.testkit.Await;
import dev.weir.testkit.Certificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Handlers that are URLs, against servers that behave well and badly.
class UrlHandlerTest {
  private static final StreamName VIP = StreamName.clean("vip").orElseThrow();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final TriggerCall CALL =
      new TriggerCall(
          Trigger.USER_NEW, "vip", "vip\n1", "uuid", 0, "", new TriggerCall.Server("i", "n", 1));

  @TempDir private static Path folder;
  private static @Nullable Certificate made;

  private final Triggers triggers;

  UrlHandlerTest() throws Exception {
    triggers =
        new Triggers(
            "cafe", _ -> List.of(), Clock.systemUTC(), System::nanoTime, certificate().client());
  }

  @BeforeAll
  static void makeCertificate() {
    made = Certificate.in(folder);
  }

  @AfterAll
  static void forgetCertificate() {
    made = null;
  }

  private static Certificate certificate() {
    Certificate certificate = made;
    if (certificate == null) {
      throw new AssertionError("it is made before all tests");
    }
    return certificate;
  }

  @AfterEach
  void close() {
    triggers.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void manyEventsShareOneConnection(String scheme) throws Exception {
    try (TestHandler handler = handler(scheme)) {
      handler.answers = payload -> payload.endsWith("7") ? "0" : "1";
      for (int i = 0; i < 20; i++) {
        assertThat(asked(handler.url(), "visit " + i)).isEqualTo(i % 10 != 7);
      }
      assertThat(handler.asked()).hasSize(20);
      assertThat(handler.asked().getFirst().trigger()).isEqualTo("USER_NEW");
      assertThat(handler.connections()).isOne();
    }
  }

  @Test
  void aCertificateThatNobodyVouchesForIsNoAnswer() throws Exception {
    try (TestHandler handler = handler("https");
        Triggers others =
            new Triggers("cafe", _ -> List.of(), Clock.systemUTC(), System::nanoTime)) {
      others.configure(rule(handler.url()), "");
      assertThat(get(others.allows(Trigger.USER_NEW, VIP, "x"))).as("the default").isFalse();
      assertThat(handler.asked()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic realm=\"x\"", "Digest realm=\"x\", nonce=\"n\", qop=\"auth\""})
  void saysWhoItIsToServersThatAsk(String challenge) throws Exception {
    try (TestHandler handler = handler("http")) {
      handler.status = 401;
      handler.moreHeaders = Map.of("WWW-Authenticate", challenge);
      String url = handler.url().replace("//", "//anna:p%40ss@");
      assertThat(asked(url, "x")).as("still 401").isFalse();
      assertThat(authorization(handler.asked().getFirst())).isEmpty();
      String scheme = challenge.substring(0, challenge.indexOf(' '));
      assertThat(authorization(handler.asked().get(1)))
          .startsWith(
              scheme.equals("Basic")
                  ? "Basic " + base64("anna:p@ss")
                  : "Digest username=\"anna\", realm=\"x\", nonce=\"n\", uri=\"/check.php\"");
      handler.status = 200;
      assertThat(asked(url, "x")).isTrue();
      assertThat(authorization(handler.asked().getLast())).startsWith(scheme);
      assertThat(handler.asked()).as("it need not be told again").hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void whatItIsRedirectedToGetsThePayload(int status) throws Exception {
    try (TestHandler old = handler("http");
        TestHandler fresh = handler("https")) {
      old.status = status;
      old.moreHeaders = Map.of("Location", fresh.url());
      assertThat(asked(old.url().replace("//", "//anna:secret@"), "a\nb")).isTrue();
      assertThat(fresh.asked()).hasSize(1);
      assertThat(fresh.asked().getFirst().payload()).isEqualTo("a%0Ab");
      assertThat(authorization(fresh.asked().getFirst())).as("is for another").isEmpty();
    }
  }

  @Test
  void redirectsToNowhereInCirclesAndOutOfTlsAreRefused() throws Exception {
    try (TestHandler handler = handler("https");
        TestHandler plain = handler("http")) {
      handler.status = 302;
      for (String location :
          List.of(handler.url(), plain.url(), "file:///etc/passwd", "http:", "::", "https:///x")) {
        handler.moreHeaders = Map.of("Location", location);
        assertThat(asked(handler.url(), "x")).as(location).isFalse();
      }
      assertThat(plain.asked()).isEmpty();
      assertThat(handler.asked()).hasSize(7 + 5);
    }
  }

  @Test
  void whoHangsUpIsAskedFiveTimes() throws IOException {
    List<String> attempts = new CopyOnWriteArrayList<>();
    try (RudeServer server = new RudeServer((request, _) -> attempts.add(attempt(request)))) {
      assertThat(asked(server.url(), "x")).isFalse();
      assertThat(attempts).containsExactly("1", "2", "3", "4", "5");
    }
  }

  @Test
  void whoHangsUpOnceIsAskedAgainAndAnswers() throws IOException {
    List<String> attempts = new CopyOnWriteArrayList<>();
    try (RudeServer server =
        new RudeServer((request, peer) -> {
          attempts.add(attempt(request));
          if (attempts.size() > 1) {
            answer(peer, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1");
          }
        })) {
      assertThat(asked(server.url(), "x")).isTrue();
      assertThat(attempts).containsExactly("1", "2");
    }
  }

  @Test
  void whoFailsIsNotAskedAgain() throws IOException {
    try (TestHandler handler = handler("http")) {
      handler.status = 500;
      assertThat(asked(handler.url(), "x")).isFalse();
      assertThat(handler.asked()).hasSize(1);
    }
  }

  /// One says nothing, the other a little every now and then.
  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"})
  void whoTakesTooLongIsHungUpOn(String begin) throws Exception {
    List<String> ends = new CopyOnWriteArrayList<>();
    try (HttpClient http = HttpClient.newHttpClient();
        RudeServer server =
            new RudeServer((_, peer) -> {
              answer(peer, begin);
              ends.add(untilItIsClosed(peer, !begin.isEmpty()));
            })) {
      assertThatExceptionOfType(Handler.NoAnswerException.class)
          .isThrownBy(() ->
              new UrlHandler(URI.create(server.url()), http)
                  .ask(CALL, 1, TimeUnit.SECONDS.toNanos(1)))
          .withMessage("no answer in 1.0 s");
      Await.until("the connection is closed", LIMIT, () -> !ends.isEmpty());
    }
  }

  @Test
  void anAnswerWithoutAnEndIsNone() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient();
        TestHandler handler = handler("http")) {
      handler.answers = _ -> "1".repeat(Handler.MAX_ANSWER_BYTES + 1);
      assertThatExceptionOfType(Handler.NoAnswerException.class)
          .isThrownBy(() ->
              new UrlHandler(URI.create(handler.url()), http)
                  .ask(CALL, 1, TimeUnit.SECONDS.toNanos(20)));
    }
  }

  @Test
  void anAddressThatCannotBeAskedLeavesNobodyWaiting() {
    assertThat(asked("http://127.0.0.1:99999/", "x")).isFalse();
    assertThat(triggers.handlers().getFirst().waiting()).isZero();
    assertThat(triggers.handlers().getFirst().unanswered()).isOne();
  }

  private static TestHandler handler(String scheme) throws IOException {
    try {
      return scheme.equals("https")
          ? TestHandler.overTls(certificate().server())
          : new TestHandler();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private boolean asked(String url, String payload) {
    triggers.configure(rule(url), "");
    return get(triggers.allows(Trigger.USER_NEW, VIP, payload));
  }

  /// Whoever gives no answer lets nobody in.
  private static Map<Trigger, List<TriggerRule>> rule(String url) {
    return Map.of(Trigger.USER_NEW, List.of(new TriggerRule(url, true, List.of(), "", "0")));
  }

  private static boolean get(CompletionStage<Boolean> stage) {
    return stage.toCompletableFuture().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  private static String authorization(TestHandler.Asked asked) {
    String value = asked.headers().getFirst("Authorization");
    return value == null ? "" : value;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String attempt(String request) {
    Matcher header = Pattern.compile("(?i)X-Attempt: (\\d)").matcher(request);
    return header.find() ? header.group(1) : "none";
  }

  private static void answer(Socket peer, String text) throws IOException {
    peer.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /// @param dripping whether a byte is written every now and then
  private static String untilItIsClosed(Socket peer, boolean dripping) {
    try {
      peer.setSoTimeout(dripping ? 50 : (int) LIMIT.toMillis());
      while (true) {
        try {
          if (peer.getInputStream().read() < 0) {
            return "closed";
          }
        } catch (SocketTimeoutException _) {
          answer(peer, "1");
        }
      }
    } catch (IOException _) {
      return "reset";
    }
  }

  /// A server that hangs up after each request, and before it says what it wants.
  private static final class RudeServer implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Manners manners;

    @FunctionalInterface
    private interface Manners {
      void request(String head, Socket peer) throws IOException;
    }

    RudeServer(Manners manners) throws IOException {
      this.manners = manners;
      Thread.ofVirtual().start(this::accept);
    }

    String url() {
      return "http://127.0.0.1:" + listener.getLocalPort() + "/";
    }

    private void accept() {
      try {
        while (true) {
          Socket peer = listener.accept();
          Thread.ofVirtual().start(() -> serve(peer));
        }
      } catch (IOException _) {
        // The test is over.
      }
    }

    private void serve(Socket peer) {
      try (peer) {
        InputStream in = peer.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          int next = in.read();
          if (next < 0) {
            return;
          }
          head.append((char) next);
        }
        in.readNBytes(length(head.toString()));
        manners.request(head.toString(), peer);
      } catch (IOException _) {
        // The other side hung up first.
      }
    }

    private static int length(String head) {
      Matcher header = Pattern.compile("(?i)Content-Length: (\\d+)").matcher(head);
      return header.find() ? Integer.parseInt(header.group(1)) : 0;
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }
}
