package dev.weir.ac3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ac3HeadersTest {
  private static final String AC3 = "0b770dce5e40ebf8";
  private static final String EAC3 = "0b7701a07487c000";

  private final Ac3Headers headers = new Ac3Headers();

  @Test
  void keepsTheHeaderWhereOnlyChecksumAndLoudnessDiffer() {
    assertThat(at("0b7712345e40ebff")).isSameAs(at(AC3));
    assertThat(at("0b7701a07487ffff")).isSameAs(at(EAC3));
  }

  /// Whatever bit differs from the header before.
  @ParameterizedTest
  @ValueSource(strings = {AC3, EAC3})
  void saysWhatTheParserSays(String hex) {
    for (int bit = 0; bit < Long.SIZE; bit++) {
      at(hex);
      ByteBuf changed = bytes(hex);
      changed.setLong(0, changed.getLong(0) ^ (1L << bit));
      assertThat(result(() -> headers.at(changed, 0, changed.writerIndex())))
          .isEqualTo(result(() -> Ac3SyncFrame.parse(changed)));
    }
  }

  @Test
  void refusesWhatIsCutShort() {
    at(AC3);
    assertThatThrownBy(() -> headers.at(bytes(AC3), 0, 5))
        .isInstanceOf(MalformedMediaException.class);
  }

  private Ac3SyncFrame at(String hex) {
    ByteBuf in = bytes("00" + hex);
    return headers.at(in, 1, in.writerIndex());
  }

  private static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(Octets.ofHex(hex).toByteArray());
  }

  private static Object result(Supplier<Ac3SyncFrame> parser) {
    try {
      return parser.get();
    } catch (MediaException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
