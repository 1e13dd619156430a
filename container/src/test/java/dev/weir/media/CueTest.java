package dev.weir.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class CueTest {

  @Test
  void readsWhatItWrote() {
    ByteBuf payload = Unpooled.buffer();
    Cue cue = new Cue(2_500, "Zwölf <i>Boxkämpfer</i>");

    cue.write(payload);

    assertThat(Cue.read(payload)).isEqualTo(cue);
    assertThat(payload.getInt(0)).isEqualTo(2_500);
  }

  @Test
  void refusesAPayloadWithoutADuration() {
    assertThatThrownBy(() -> Cue.read(Unpooled.wrappedBuffer(new byte[3])))
        .isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() -> Cue.read(Unpooled.buffer().writeInt(-1)))
        .isInstanceOf(MalformedMediaException.class);
  }
}
