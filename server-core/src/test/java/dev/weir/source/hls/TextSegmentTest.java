package dev.weir.source.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextSegmentTest {
  private final HlsTimes times = new HlsTimes();

  private static ByteBuf segment(String map) {
    return Unpooled.copiedBuffer(
        "WEBVTT\r\n" + map + "\r\n\r\n00:01.000 --> 00:02.000\r\nHello\r\n",
        StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MPEGTS:900000,LOCAL:00:00:00.000 | 10000000",
        "LOCAL:00:00:04.500,MPEGTS:900000 | 5500000",
        "LOCAL:01:00.000,MPEGTS:0 | -60000000",
        "LOCAL:100:00:00.001,MPEGTS:8589934592 | -264556283311",
      })
  void mapsItsOwnTimeToThatOfTheMedia(String map, long micros) {
    assertThat(TextSegment.offsetMicros(segment("X-TIMESTAMP-MAP=" + map), times)).hasValue(micros);
  }

  @Test
  void countsAsTransportStreamsDoWhereThereAreAny() {
    times.areOfTransportStreams();
    long zero = dev.weir.ts.TsClock.pts90k(0);
    assertThat(
            TextSegment.offsetMicros(
                segment("X-TIMESTAMP-MAP=LOCAL:00:00.000,MPEGTS:" + zero), times))
        .hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "X-TIMESTAMP-MAP=",
        "X-TIMESTAMP-MAP=LOCAL:00:00.000",
        "X-TIMESTAMP-MAP=MPEGTS:99999999999999999999999,LOCAL:99999:00:00.000"
      })
  void whatDoesNotSayIsNoError(String map) {
    assertThat(TextSegment.offsetMicros(segment(map), times)).isEmpty();
  }
}
