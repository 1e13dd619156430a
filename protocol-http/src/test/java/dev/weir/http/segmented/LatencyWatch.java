package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.testkit.PlayersPage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.TestReporter;

/// How far the players of a page are behind the encoder.
///
/// The pictures tell: one flashes with each full second of the encoder's clock. Which second it is
/// the players say.
///
/// With `weir.lowlatency.seconds` it is a measurement, for a machine that does nothing else: the
/// players have to stay close to the edge for so long, and must not stall.
final class LatencyWatch {
  private static final Integer MEASURED_SECONDS = Integer.getInteger("weir.lowlatency.seconds");
  private static final int SECONDS = MEASURED_SECONDS == null ? 8 : MEASURED_SECONDS;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// Players begin behind what they aim at and catch up; what is measured is whether they stay.
  private static final String CAUGHT_UP = "video.liveLatency() < 1.75";

  private static final int EDGE_SECONDS = 60; // of a measurement, to see whether it drifts

  /// What a player must have left at its worst moment, so that a delay beside it is no stall.
  private static final double LEAST_BUFFERED_MILLIS = 300;

  private LatencyWatch() {}

  /// Waits until all have caught up, watches them, and waits until all are close still, or again.
  ///
  /// @param start when the encoder's time 0 was
  static void watch(PlayersPage page, Instant start, TestReporter reporter) {
    page.await(CAUGHT_UP);
    measure(page, start);
    watchBuffers(page);
    page.await("performance.now() > video.until", LIMIT.plusSeconds(SECONDS));
    page.await("video.latencies.length >= 5");
    page.await(CAUGHT_UP);
    List<JsonNode> measured =
        page.evaluate(
            "({id, latencies: video.latencies, stalls: video.stalls, least: video.least})");
    if (MEASURED_SECONDS != null) {
      assertAll(measured.stream().map(player -> () -> assertHolds(player, reporter)));
    }
  }

  /// Notes for each flash how many milliseconds later it is seen than it was sent.
  private static void measure(PlayersPage page, Instant start) {
    page.evaluate(
        """
        (() => {
          video.latencies = [];
          video.until = performance.now() + %d;
          const canvas = document.createElement('canvas');
          canvas.width = canvas.height = 8;
          const context = canvas.getContext('2d', {willReadFrequently: true});
          let lit = true;
          const look = (_, frame) => {
            context.drawImage(video, 235, 95, 70, 70, 0, 0, 8, 8);
            const white = context.getImageData(0, 0, 8, 8).data.every((byte) => byte > 200);
            if (white && !lit) {
              const told = video.liveLatency() * 1000;
              const part = (performance.timeOrigin + frame.expectedDisplayTime - %d) %% 1000;
              video.latencies.push(part + 1000 * Math.round((told - part) / 1000));
            }
            lit = white;
            video.requestVideoFrameCallback(look);
          };
          video.requestVideoFrameCallback(look);
        })()
        """
            .formatted(1000 * SECONDS, start.toEpochMilli()));
  }

  /// Notes for each stall what came before it: of every tenth of a second, how much was buffered,
  /// how far from live and how fast it played, and every request that was answered.
  private static void watchBuffers(PlayersPage page) {
    page.evaluate(
        """
        (() => {
          video.stalls = [];
          video.least = Infinity;
          const host = id.toLowerCase().replace('_', '-') + '.localhost';
          const requests = [];
          new PerformanceObserver((list) => {
            requests.push(...list.getEntries().filter(({name}) => name.includes(host)));
            requests.splice(0, requests.length - 40);
          }).observe({type: 'resource'});
          const looks = [];
          setInterval(() => {
            const {buffered, currentTime} = video;
            const left = buffered.length ? buffered.end(buffered.length - 1) - currentTime : 0;
            video.least = Math.min(video.least, 1000 * left);
            looks.push({at: performance.now(), left, behind: video.liveLatency(),
                        rate: video.playbackRate});
            looks.splice(0, looks.length - 60);
          }, 100);
          video.addEventListener('waiting', () => {
            const stalledAt = performance.now();
            const when = (millis) => `${Math.round(millis - stalledAt)} ms`;
            const stall = video.stalls.push('it was too near to the end to tell') - 1;
            setTimeout(() => video.stalls[stall] = [
              ...looks.map(({at, left, behind, rate}) => `${when(at)}: ${left.toFixed(2)} s` +
                  ` buffered, ${behind.toFixed(2)} s behind, rate ${rate.toFixed(3)}`),
              ...requests.map(({name, startTime, responseEnd}) => `${when(startTime)} to` +
                  ` ${when(responseEnd)}: ${name.split('/').slice(-2).join('/')}`),
            ].join('\\n'), 3000); // when it was answered what is asked for now
          });
        })()
        """);
  }

  private static void assertHolds(JsonNode player, TestReporter reporter) {
    JsonNode latencies = player.path("latencies");
    int flashes = latencies.size();
    double[] millis =
        IntStream.range(0, flashes).mapToDouble(i -> latencies.path(i).asDouble()).toArray();
    double first = mean(millis, 0, EDGE_SECONDS);
    double last = mean(millis, flashes - EDGE_SECONDS, flashes);
    double most = IntStream.range(0, flashes).mapToDouble(i -> millis[i]).max().orElseThrow();
    List<String> stalls = new ArrayList<>();
    player.path("stalls").forEach(stall -> stalls.add(stall.asText()));
    double least = player.path("least").asDouble();
    String figures =
        ("%s: %d flashes, at most %.0f ms, first minute %.0f ms, last minute %.0f ms,"
                + " at least %.0f ms buffered, %d stalls")
            .formatted(
                player.path("id").asText(), flashes, most, first, last, least, stalls.size());
    reporter.publishEntry(figures);
    assertThat(flashes).as(figures).isGreaterThan(SECONDS * 9 / 10);
    assertThat(stalls).as(figures).isEmpty();
    assertThat(least).as(figures).isGreaterThan(LEAST_BUFFERED_MILLIS);
    assertThat(most).as(figures).isLessThanOrEqualTo(2000);
    assertThat(Math.abs(last - first)).as(figures).isLessThan(100);
  }

  private static double mean(double[] millis, int from, int to) {
    return IntStream.range(Math.max(0, from), Math.min(to, millis.length))
        .mapToDouble(i -> millis[i])
        .average()
        .orElseThrow();
  }
}
