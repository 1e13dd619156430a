package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.buffer.TrackReader;
import dev.weir.h26x.AvcConfiguration;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.target.TestStreams;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A stream of open groups: I1 b0 P3 b2, each group's first b refers to the group before.
class StreamCursorTest {
  private static final int GROUP = 4;
  private static final Codec AVC =
      AvcConfiguration.of(
          List.of(Octets.ofHex("6764000cacd941419f9f016a020202800000030080000019078a14cb")),
          List.of(Octets.ofHex("68ebe3cb22c0")));

  private final TestStreams streams = new TestStreams();
  private final Publisher publisher = streams.publish("live", Track.of(1, AVC));

  @AfterEach
  void stop() {
    publisher.close(CloseReason.PEER_FINISHED);
    streams.close();
  }

  private void pictures(int from, int to) {
    int[] laterMicros = {80_000, 0, 80_000, 0};
    for (int i = from; i < to; i++) {
      publisher.sample(
          new Sample(
              1,
              i * 40_000L,
              laterMicros[i % GROUP],
              i % GROUP == 0,
              Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 1, (byte) i})));
    }
  }

  private static List<Integer> read(StreamCursor cursor) {
    List<Integer> pictures = new ArrayList<>();
    while (cursor.read() == TrackReader.Outcome.READ) {
      pictures.add((int) cursor.sample().payload().getByte(4));
    }
    return pictures;
  }

  @Test
  void leavesOutWhatCannotBeDecodedFromWhereItStarts() {
    pictures(0, 10);
    try (StreamCursor cursor = new StreamCursor(publisher.stream(), _ -> true)) {
      assertThat(read(cursor)).containsExactly(8);
      pictures(10, 14);
      assertThat(read(cursor)).as("9 was there already").containsExactly(10, 11, 12, 13);
      cursor.seekTime(cursor.sample().dtsMicros() - 9 * 40_000);
      assertThat(read(cursor)).containsExactly(4, 6, 7, 8, 9, 10, 11, 12, 13);
    }
  }

  @Test
  void alsoOfTheFirstGroupThatComes() {
    try (StreamCursor cursor = new StreamCursor(publisher.stream(), _ -> true)) {
      assertThat(read(cursor)).isEmpty();
      pictures(0, 6);
      assertThat(read(cursor)).containsExactly(0, 2, 3, 4, 5);
    }
  }
}
