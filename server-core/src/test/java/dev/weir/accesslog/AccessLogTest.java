package dev.weir.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.session.Packets;
import dev.weir.session.PlayerFacts;
import dev.weir.session.SessionFacts;
import dev.weir.session.SessionKind;
import dev.weir.testkit.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2017-07-03T14:02:11Z"), ZoneOffset.UTC);
  private static final SessionFacts SESSION =
      session("vip+alice", List.of("UA:Mozilla/5.0 (X11)", "gold"));
  private static final String LINE =
      "2017-07-03 14:02:11, 0f3c, vip+alice, HLS,FLV, 192.0.2.10, 318, 243, 0,"
          + " [UA:Mozilla/5.0 (X11)][gold]";

  @TempDir private Path directory;

  @Test
  void writesTheLineOfMistServer() {
    assertThat(AccessLine.forFile(SESSION, LocalDateTime.now(CLOCK))).isEqualTo(LINE);
    assertThat(AccessLine.forFile(session("live", List.of()), LocalDateTime.now(CLOCK)))
        .endsWith(", 243, 0, ");
  }

  @Test
  void writesTheSentenceOfMistServer() {
    assertThat(AccessLine.forLog(SESSION))
        .isEqualTo(
            "Session <0f3c> vip+alice (HLS,FLV) from 192.0.2.10 ended after 318s, avg 243KB/s up"
                + " 0KB/s down. Tags: [UA:Mozilla/5.0 (X11)][gold]");
  }

  @Test
  void nobodyForgesALine() {
    SessionFacts hostile = session("live", List.of("UA:a\n2017-07-03 14:02:11, forged\u001b[31m"));
    assertThat(AccessLine.forFile(hostile, LocalDateTime.now(CLOCK)))
        .contains("[UA:a%0A2017-07-03 14:02:11, forged%1B[31m]");
  }

  @Test
  void appendsToAFileAndBeginsAnotherWhenItWasMovedAway() throws IOException {
    Path file = directory.resolve("access.log");
    AccessLogFile log = new AccessLogFile(file, 1000);
    log.write(List.of("one", "two"));
    Files.move(file, directory.resolve("old"));
    log.write(List.of("three"));
    log.close();
    assertThat(directory.resolve("old")).hasContent("one\ntwo");
    assertThat(file).hasContent("three");
  }

  @Test
  void rotatesAFileThatIsTooLong() throws IOException {
    Path file = directory.resolve("access.log");
    AccessLogFile log = new AccessLogFile(file, 10);
    for (int i = 0; i < 8; i++) {
      log.write(List.of("this is line " + i));
    }
    log.close();
    assertThat(directory.resolve("access.log.1")).hasContent("this is line 7");
    assertThat(directory.resolve("access.log.5")).hasContent("this is line 3");
    assertThat(directory.resolve("access.log.6")).doesNotExist();
  }

  @Test
  void nothingThatEndedBeforeTheCloseIsMissing() throws IOException {
    Path file = directory.resolve("access.log");
    try (AccessLog log = new AccessLog(file.toString(), CLOCK)) {
      for (int i = 0; i < 1000; i++) {
        log.ended(SESSION);
      }
    }
    assertThat(Files.readAllLines(file)).hasSize(1000).containsOnly(LINE);
  }

  @Test
  void whatCannotBeWrittenIsCounted() {
    AccessLog log = new AccessLog("/proc/none/access.log", CLOCK);
    try (log) {
      log.ended(SESSION);
    }
    assertThat(log.dropped()).isEqualTo(1);
  }

  /// A pipe that nobody reads stands for a disk that takes nothing.
  @Test
  void nobodyWaitsForADiskAndWhatIsTooMuchIsCounted() throws Exception {
    Path pipe = directory.resolve("pipe");
    try (ChildProcess mkfifo = ChildProcess.start(List.of("mkfifo", pipe.toString()))) {
      assertThat(mkfifo.awaitEnd(Duration.ofSeconds(60))).isZero();
    }
    int sessions = AccessLog.MAX_WAITING + 1000;
    AccessLog log = new AccessLog(pipe.toString(), CLOCK);
    try (log) {
      for (int i = 0; i < sessions; i++) {
        log.ended(SESSION);
      }
      // It had taken a few when it began to wait.
      assertThat(log.waiting()).isBetween(AccessLog.MAX_WAITING - 1, AccessLog.MAX_WAITING);
      assertThat(log.dropped()).isBetween(1L, 1000L);
      // Files.lines would open it twice: what is written between is lost.
      try (BufferedReader reader = Files.newBufferedReader(pipe)) {
        assertThat(reader.lines().limit(sessions - log.dropped())).containsOnly(LINE);
      }
    }
  }

  @Test
  void goesElsewhereWhenTold() throws IOException {
    Path file = directory.resolve("later.log");
    try (AccessLog log = new AccessLog("", CLOCK)) {
      log.configure(file.toString());
      log.ended(SESSION);
    }
    assertThat(file).hasContent(LINE);
  }

  @Test
  void speaksToSyslog() throws IOException {
    try (DatagramSocket server =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      server.setSoTimeout(60_000);
      try (AccessLog log = new AccessLog("syslog://127.0.0.1:" + server.getLocalPort(), CLOCK)) {
        log.ended(SESSION);
      }
      DatagramPacket packet = new DatagramPacket(new byte[9000], 9000);
      server.receive(packet);
      assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
          .matches("<30>1 \\S+ - weir \\d+ access - .*")
          .endsWith(LINE);
    }
  }

  private static SessionFacts session(String stream, List<String> tags) {
    return new SessionFacts(
        "0f3c",
        SessionKind.VIEWER,
        "7",
        List.of(stream),
        List.of("HLS", "FLV"),
        List.of("192.0.2.10"),
        0,
        318,
        318L * 243 * 1024 + 5,
        1000,
        Packets.NONE,
        0,
        0,
        tags,
        List.of(318L),
        List.of(300L, 18L),
        List.of(318L),
        true,
        PlayerFacts.SILENT);
  }
}
