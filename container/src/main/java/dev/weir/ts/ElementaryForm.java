package dev.weir.ts;

import dev.weir.aac.AdtsHeader;
import dev.weir.av1.Obus;
import dev.weir.h26x.AnnexBWriter;
import dev.weir.h26x.Mpeg2Unit;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;

/// How samples of a codec lie in the data of a PES packet or a section.
sealed interface ElementaryForm {

  /// Appends the sample in this form, reading its payload to the end.
  ///
  /// @throws dev.weir.media.MalformedMediaException if the payload is not in the codec's form
  void write(Sample sample, ByteBuf out);

  /// NAL units after start codes.
  record AnnexB(AnnexBWriter writer) implements ElementaryForm {
    @Override
    public void write(Sample sample, ByteBuf out) {
      writer.write(sample, out);
    }
  }

  /// AAC after an ADTS header.
  record Adts(AdtsHeader header) implements ElementaryForm {
    @Override
    public void write(Sample sample, ByteBuf out) {
      header.write(sample.payload().readableBytes(), out);
      out.writeBytes(sample.payload());
    }
  }

  /// Opus after its control header (opus_access_unit of the Opus in MPEG-TS draft).
  ///
  /// ```
  /// 0x3FF:11 start_trim:1 end_trim:1 extension:1 00 | FF* size:8
  /// ```
  record OpusUnit() implements ElementaryForm {
    private static final int PREFIX = 0x7FE0;

    @Override
    public void write(Sample sample, ByteBuf out) {
      out.writeShort(PREFIX);
      int size = sample.payload().readableBytes();
      for (; size >= 0xFF; size -= 0xFF) {
        out.writeByte(0xFF);
      }
      out.writeByte(size);
      out.writeBytes(sample.payload());
    }
  }

  /// AV1 as the AOM carries it: each OBU after a start code, with emulation prevention. A temporal
  /// delimiter comes first, for readers that look for temporal units.
  ///
  /// ```
  /// 000001 | temporal delimiter 1200 | (000001 | OBU)*
  /// ```
  record StartCodedObus() implements ElementaryForm {
    private static final int START_CODE = 0x000001;
    private static final int DELIMITER = 0x1200;

    @Override
    public void write(Sample sample, ByteBuf out) {
      out.writeMedium(START_CODE).writeShort(DELIMITER);
      ByteBuf unit = sample.payload();
      int end = unit.writerIndex();
      for (int at = unit.readerIndex(), size; at < end; at += size) {
        size = Obus.sizeAt(unit, at, end);
        out.writeMedium(START_CODE);
        EmulationPrevention.add(unit, at, at + size, out);
      }
    }
  }

  /// MPEG-1 and MPEG-2 video, whose keyframes begin with the headers of the sequence.
  ///
  /// @param headers for keyframes that come without
  record Mpeg2(Octets headers) implements ElementaryForm {
    @Override
    public void write(Sample sample, ByteBuf out) {
      if (sample.keyframe() && !Mpeg2Unit.isKeyframe(sample.payload())) {
        headers.writeTo(out);
      }
      out.writeBytes(sample.payload());
    }
  }

  /// A splice_info_section, whose times count from the sample's, with the times of the stream.
  record SpliceSection() implements ElementaryForm {
    @Override
    public void write(Sample sample, ByteBuf out) {
      Octets relative = Octets.copyOf(sample.payload());
      SpliceInfo.later(relative, TsClock.ticks(sample.ptsMicros())).writeTo(out);
      sample.payload().skipBytes(relative.length());
    }
  }

  /// The payload unchanged.
  record AsIs() implements ElementaryForm {
    @Override
    public void write(Sample sample, ByteBuf out) {
      out.writeBytes(sample.payload());
    }
  }
}
