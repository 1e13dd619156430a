package dev.weir.ac3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ac3SyncFrameTest {
  // FFmpeg: 5.1 at 448 kbit/s, 44100 Hz.
  private static final Octets AC3 = Octets.ofHex("0b770dce5e40ebf8403eff");

  // FFmpeg: stereo at 192 kbit/s, 44100 Hz.
  private static final Octets EAC3 = Octets.ofHex("0b7701a07487c000208401");

  @Test
  void readsAc3() {
    Ac3SyncFrame frame = parse(AC3);
    assertThat(frame.enhanced()).isFalse();
    assertThat(frame.sampleRate()).isEqualTo(44_100);
    assertThat(frame.channels()).isEqualTo(6);
    assertThat(frame.samples()).isEqualTo(1536);
    assertThat(frame.frameBytes()).isEqualTo(1950);
    assertThat(frame.configuration()).isEqualTo(Octets.ofHex("503de0"));
    assertThat(frame.codec().codecString()).isEqualTo("ac-3");
  }

  @Test
  void readsEnhancedAc3() {
    Ac3SyncFrame frame = parse(EAC3);
    assertThat(frame.enhanced()).isTrue();
    assertThat(frame.dependent()).isFalse();
    assertThat(frame.sampleRate()).isEqualTo(44_100);
    assertThat(frame.channels()).isEqualTo(2);
    assertThat(frame.samples()).isEqualTo(1536);
    assertThat(frame.frameBytes()).isEqualTo(834);
    assertThat(frame.configuration()).isEqualTo(Octets.ofHex("05f8600400"));
    assertThat(frame.codec().codecString()).isEqualTo("ec-3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0b77", "770b0dce5e40ebf8", "0b770dcede40ebf8", "0b770dce7f40ebf8"})
  void refuses(String hex) {
    assertThatThrownBy(() -> parse(Octets.ofHex(hex))).isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void leavesLaterSyntaxes() {
    assertThatThrownBy(() -> parse(Octets.ofHex("0b770dce5ef8ebf8")))
        .isInstanceOf(MediaException.class);
  }

  @Test
  void survivesDamage() {
    Mutations.onlyMediaExceptions(AC3, bytes -> parse(bytes).codec());
    Mutations.onlyMediaExceptions(EAC3, bytes -> parse(bytes).codec());
  }

  private static Ac3SyncFrame parse(Octets octets) {
    return Ac3SyncFrame.parse(Unpooled.wrappedBuffer(octets.toByteArray()));
  }
}
