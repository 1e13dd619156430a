package dev.weir.aac;

import dev.weir.bits.BitReader;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// A program_config_element (ISO/IEC 14496-3 4.5.1.2) at the start of a raw_data_block: it says the
/// channels where an ADTS header has the channel configuration 0.
final class ProgramConfig {
  private static final int ID_PCE = 5;
  private static final int MAX_BYTES = 350; // with the longest comment

  private final BitReader in;
  private final BitWriter out = new BitWriter();

  private ProgramConfig(BitReader in) {
    this.in = in;
  }

  /// The codec of a stream of such blocks; null if this block does not begin with the element.
  ///
  /// @param header of the frame
  /// @param block what is readable, of which no index is moved
  /// @throws dev.weir.media.MalformedMediaException if the element is cut short or says no channels
  static Codec.@Nullable Aac codec(AdtsHeader header, ByteBuf block) {
    int bytes = Math.min(MAX_BYTES, block.readableBytes());
    Octets start = Octets.copyOf(block, block.readerIndex(), bytes);
    BitReader in = new BitReader(start, "program_config_element");
    if (in.remainingBits() < 3 || in.bits(3) != ID_PCE) {
      return null;
    }
    return new ProgramConfig(in).codec(header.objectType(), header.sampleRate());
  }

  private Codec.Aac codec(int objectType, int sampleRate) {
    out.bits(objectType, 5);
    SamplingRates.write(sampleRate, out);
    out.bits(0, 4 + 3); // the channels follow; frames of 1024, no core coder, no extension
    copy(4 + 2 + 4); // element_instance_tag, object_type, sampling_frequency_index
    int elements = copy(4) + copy(4) + copy(4); // front, side, back
    int lfe = copy(2);
    int data = copy(3);
    int coupling = copy(4);
    copyIf(copy(1), 4); // mono_mixdown
    copyIf(copy(1), 4); // stereo_mixdown
    copyIf(copy(1), 3); // matrix_mixdown
    for (int i = 0; i < elements + coupling; i++) {
      copy(1 + 4);
    }
    for (int i = 0; i < lfe + data; i++) {
      copy(4);
    }
    in.align(); // each to the start of what it is in
    out.align();
    for (int comment = copy(8); comment > 0; comment--) {
      copy(8);
    }
    return AudioSpecificConfig.parse(out.toOctets());
  }

  private int copy(int bits) {
    int field = in.bits(bits);
    out.bits(field, bits);
    return field;
  }

  private void copyIf(int present, int bits) {
    if (present == 1) {
      copy(bits);
    }
  }
}
