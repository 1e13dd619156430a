package dev.weir.h26x;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

class NalUnitsFuzzTest {
  @FuzzTest
  void parsesOrRefuses(byte[] bytes) {
    try {
      parse(bytes);
    } catch (MediaException _) {
      // refused
    }
  }

  @FuzzTest
  void readsParameterSetsOrRefuses(byte[] bytes) {
    Octets octets = Octets.of(bytes);
    tryTo(() -> AvcSps.parse(octets));
    tryTo(() -> HevcSps.parse(octets));
    tryTo(() -> HevcVps.framesPerSecond(octets));
    tryTo(() -> AvcConfiguration.parse(octets));
    tryTo(() -> HevcConfiguration.parse(octets));
  }

  private static void tryTo(Runnable parser) {
    try {
      parser.run();
    } catch (MediaException _) {
      // refused
    }
  }

  static void parse(byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    NalUnits.annexBToLengthPrefixed(in.duplicate(), Unpooled.buffer());
    tryTo(() -> NalUnits.normalizeLengths(in.duplicate(), 2, Unpooled.buffer()));
    AvcNalType.isKeyframe(in);
    AvcNalType.hasRecoveryPoint(in);
    HevcNalType.isKeyframe(in);
    NalUnits.lengthPrefixedToAnnexB(in, Unpooled.buffer());
  }
}
