package dev.weir.id3;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.Codec.Data.Format;
import dev.weir.media.MediaException;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.stream.Stream;

/// Any message becomes a tag, or is refused. The first byte chooses what the message is.
class MessageTagFuzzTest {
  private static final List<Format> FORMATS =
      Stream.of(Format.values()).filter(MessageTag::carries).toList();

  @FuzzTest
  void anyMessage(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    Format format = FORMATS.get(Byte.toUnsignedInt(bytes[0]) % FORMATS.size());
    try {
      MessageTag.of(format, Unpooled.wrappedBuffer(bytes, 1, bytes.length - 1));
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }
}
