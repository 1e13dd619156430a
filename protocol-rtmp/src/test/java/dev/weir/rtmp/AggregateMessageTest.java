package dev.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class AggregateMessageTest {
  @Test
  void movesTimesToThatOfTheAggregate() {
    assertThat(
            split(
                1000,
                "08 000001 000100 00 000000 aa 0000000c"
                    + "09 000002 000110 01 000000 bbbb 0000000d"))
        .containsExactly("8/1 @1000 aa", "9/1 @" + (1000 + 0x1000110 - 0x100) + " bbbb");
  }

  @Test
  void lastBackPointerMayBeMissing() {
    assertThat(split(0, "08 000001 000000 00 000000 aa")).containsExactly("8/1 @0 aa");
  }

  @Test
  void emptyAggregateIsNothing() {
    assertThat(split(0, "")).isEmpty();
  }

  @Test
  void rejectsSizesPastTheEnd() {
    assertThatThrownBy(() -> split(0, "08 000003 000000 00 000000 aabb"))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("RTMP aggregate message at byte 0: a size of 3, but 2 are left");
  }

  private static List<String> split(long millis, String hex) {
    List<String> parts = new ArrayList<>();
    AggregateMessage.split(
        1,
        millis,
        Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", ""))),
        (type, streamId, time, payload) ->
            parts.add(type + "/" + streamId + " @" + time + " " + ByteBufUtil.hexDump(payload)));
    return parts;
  }
}
