package dev.weir.ts;

import dev.weir.media.Codec;
import io.netty.buffer.ByteBuf;

/// SCTE 35 messages, which are sections without times: each happens where the program has come to.
final class SpliceSections implements SectionReader.Output {
  /// The header and the CRC.
  static final int MIN_BYTES = 7;

  private static final Codec CODEC = new Codec.Data(Codec.Data.Format.SCTE35);
  private static final int TABLE_ID = 0xFC;

  private final ProgramClock clock;
  private final TrackOutput output;

  SpliceSections(ProgramClock clock, TrackOutput output) {
    this.clock = clock;
    this.output = output;
  }

  @Override
  public void section(ByteBuf section, long position) {
    if (section.getUnsignedByte(section.readerIndex()) == TABLE_ID) {
      long micros = ProgramClock.micros(clock.latest());
      output.codec(CODEC);
      output.sample(micros, micros, true, section, position);
    }
  }

  @Override
  public void damaged() {
    output.dropped();
  }
}
