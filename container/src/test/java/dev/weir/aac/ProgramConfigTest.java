package dev.weir.aac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.DemuxerFacts;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class ProgramConfigTest {
  private static final byte[] FILE = DemuxerFacts.load("rawaudio/pce.aac");

  private static Codec.Aac codec(ByteBuf frame) {
    return AdtsHeader.parse(frame).codec(frame);
  }

  @Test
  void saysTheChannelsAndBecomesPartOfTheConfiguration() {
    Codec.Aac codec = codec(Unpooled.wrappedBuffer(FILE));
    assertThat(codec.channels()).isEqualTo(4);
    assertThat(codec.sampleRate()).isEqualTo(48_000);
    AudioSpecificConfig read = AudioSpecificConfig.read(codec.configuration());
    assertThat(read.channelConfiguration()).isZero();
    assertThat(read.channels()).isEqualTo(4);
  }

  @Test
  void frameWithoutTheElementDoesNotSayThem() {
    ByteBuf file = Unpooled.wrappedBuffer(FILE);
    ByteBuf second = file.skipBytes(AdtsHeader.parse(file).frameBytes());
    assertThatThrownBy(() -> codec(second)).isInstanceOf(UnsupportedMediaException.class);
  }

  @Test
  void refusesDamageOnlyWithAMediaException() {
    Octets start = Octets.copyOf(Unpooled.wrappedBuffer(FILE), 0, 60);
    Mutations.onlyMediaExceptions(
        start, bytes -> codec(Unpooled.wrappedBuffer(bytes.toByteArray())));
  }
}
