package dev.weir.ts;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// SCTE 35 messages, which are sections without times: each happens where the program has come to.
/// The times in them are made to count from there, see [Codec.Data.Format#SCTE35].
final class SpliceSections implements SectionReader.Output {
  static final int TABLE_ID = 0xFC;

  private static final Codec CODEC = new Codec.Data(Codec.Data.Format.SCTE35);

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
      Octets relative = SpliceInfo.later(Octets.copyOf(section), -clock.latest());
      output.codec(CODEC);
      output.sample(micros, micros, true, Unpooled.wrappedBuffer(relative.toByteArray()), position);
    }
  }

  @Override
  public void damaged() {
    output.dropped();
  }
}
