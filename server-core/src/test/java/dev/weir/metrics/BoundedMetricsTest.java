package dev.weir.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.accesslog.AccessLog;
import dev.weir.buffer.PagePool;
import dev.weir.config.AccessConfig;
import dev.weir.config.StreamName;
import dev.weir.config.Trigger;
import dev.weir.config.TriggerRule;
import dev.weir.session.SessionKind;
import dev.weir.session.Sessions;
import dev.weir.session.VisitRequest;
import dev.weir.testkit.Await;
import dev.weir.token.Tokens;
import dev.weir.trigger.Triggers;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// However many names strangers make up, what is told stays short.
class BoundedMetricsTest {
  private final Clock clock = Clock.systemUTC();
  private final Triggers triggers = new Triggers("cafe", _ -> List.of(), clock, System::nanoTime);
  private final Sessions sessions =
      new Sessions(
          triggers,
          new Tokens(() -> AccessConfig.NONE, clock, System::nanoTime),
          clock,
          System::nanoTime);
  private final AccessLog accessLog = new AccessLog("", clock);
  private final DefaultEventExecutorGroup loops = new DefaultEventExecutorGroup(2);
  private final LoopLag lag = new LoopLag(loops, System::nanoTime);
  private final Metrics metrics =
      new Metrics(
          sessions, triggers, accessLog, List::of, new PagePool(0), lag, () -> 1_000_000, () -> 0);

  @AfterEach
  void close() {
    lag.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    sessions.close();
    triggers.close();
    accessLog.close();
  }

  @Test
  void tellsOnlySoManyStreamsApart() {
    sessions.start();
    for (int i = 0; i < Metrics.MAX_STREAMS + 500; i++) {
      visit("live+" + i);
    }
    Await.until(
        "they are counted",
        Duration.ofSeconds(60),
        () -> sessions.totals().viewers() > Metrics.MAX_STREAMS);
    assertThat(metrics.text().lines().filter(line -> line.startsWith("mist_viewcount{")))
        .hasSize(Metrics.MAX_STREAMS);
  }

  @Test
  void forgetsHandlersThatAreConfiguredNoMore() {
    for (int i = 0; i < 20; i++) {
      TriggerRule rule = new TriggerRule("/bin/handler" + i, true, List.of(), "", "1");
      triggers.configure(Map.of(Trigger.USER_NEW, List.of(rule)), "");
      visit("stream" + i);
    }
    triggers.configure(Map.of(), "");
    assertThat(metrics.text()).doesNotContain("/bin/handler");
  }

  private void visit(String stream) {
    VisitRequest visit =
        new VisitRequest(
            StreamName.clean(stream).orElseThrow(),
            SessionKind.VIEWER,
            "HLS",
            InetAddress.getLoopbackAddress(),
            "http://host/" + stream,
            "7",
            "",
            "",
            false);
    sessions.visit(visit).toCompletableFuture().join();
  }
}
