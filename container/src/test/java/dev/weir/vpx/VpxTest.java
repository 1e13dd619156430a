package dev.weir.vpx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class VpxTest {
  private static final Octets VP8_KEY = Octets.ofHex("1062009d012a4001b400000708858588");
  private static final Octets VP9_KEY = Octets.ofHex("824983420013f00b360438241c184a00");
  private static final Octets VP9_PROFILE_3_KEY = Octets.ofHex("b124c1a102009f8059b021c120e0c2c0");
  private static final Octets VPCC = Octets.ofHex("01000000 000b82020202 0000");

  @Test
  void readsVp8Keyframes() {
    assertThat(Vp8FrameHeader.parse(wrap(VP8_KEY))).isEqualTo(new Vp8FrameHeader(true, 320, 180));
    assertThat(Vp8FrameHeader.parse(wrap(Octets.ofHex("b10200"))).keyframe()).isFalse();
  }

  @Test
  void readsVp9Keyframes() {
    Vp9FrameHeader header = Vp9FrameHeader.parse(wrap(VP9_KEY));
    assertThat(header.keyframe()).isTrue();
    assertThat(header.profile()).isZero();
    assertThat(header.picture().width()).isEqualTo(320);
    assertThat(header.picture().height()).isEqualTo(180);
    assertThat(header.codec().codecString()).isEqualTo("vp09.00.10.08");
  }

  @Test
  void readsHighProfiles() {
    Vp9FrameHeader header = Vp9FrameHeader.parse(wrap(VP9_PROFILE_3_KEY));
    assertThat(header.profile()).isEqualTo(3);
    assertThat(header.picture().colour()).isEqualTo(new Colour(2, 2, 2, false, 10, 2));
    assertThat(header.picture().width()).isEqualTo(320);
    assertThat(header.picture().height()).isEqualTo(180);
  }

  @Test
  void tellsInterFramesAndRepeatedFrames() {
    assertThat(Vp9FrameHeader.parse(wrap(Octets.ofHex("8600"))).keyframe()).isFalse();
    assertThat(Vp9FrameHeader.parse(wrap(Octets.ofHex("88"))).keyframe()).isFalse();
  }

  @Test
  void readsAndWritesTheConfiguration() {
    Codec.Vp9 codec = Vp9Configuration.parse(VPCC);
    assertThat(codec.codecString()).isEqualTo("vp09.00.11.08");
    assertThat(Vp9Configuration.write(codec)).isEqualTo(VPCC);
    assertThat(Vp9Configuration.parse(VPCC.slice(4, VPCC.length()))).isEqualTo(codec);
    Codec.Vp9 high = Vp9Configuration.parse(Octets.ofHex("01000000030ba40202020000"));
    assertThat(high.picture().colour()).isEqualTo(new Colour(2, 2, 2, false, 10, 2));
  }

  @Test
  void refusesWhatIsNoFrame() {
    assertThatThrownBy(() -> Vp8FrameHeader.parse(wrap(Octets.ofHex("1062"))))
        .isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() -> Vp8FrameHeader.parse(wrap(Octets.ofHex("1062009d012b4001b400"))))
        .isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() -> Vp9FrameHeader.parse(wrap(Octets.EMPTY)))
        .isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() -> Vp9FrameHeader.parse(wrap(Octets.ofHex("42498342"))))
        .isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() -> Vp9Configuration.parse(Octets.ofHex("01000000000b7202")))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void survivesDamage() {
    Mutations.onlyMediaExceptions(VP8_KEY, bytes -> Vp8FrameHeader.parse(wrap(bytes)));
    Mutations.onlyMediaExceptions(VP9_KEY, bytes -> Vp9FrameHeader.parse(wrap(bytes)));
    Mutations.onlyMediaExceptions(VP9_PROFILE_3_KEY, bytes -> Vp9FrameHeader.parse(wrap(bytes)));
    Mutations.onlyMediaExceptions(VPCC, Vp9Configuration::parse);
  }

  private static ByteBuf wrap(Octets octets) {
    return Unpooled.wrappedBuffer(octets.toByteArray());
  }
}
