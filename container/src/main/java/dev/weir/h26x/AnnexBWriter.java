package dev.weir.h26x;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/// Writes samples of H.264 or H.265 in annex B: NAL units after start codes.
///
/// Each access unit starts with a delimiter (Apple's players insist on it), each keyframe's then
/// has the parameter sets. Immutable; nothing allocates per sample.
public final class AnnexBWriter {
  private static final Octets AVC_DELIMITER = Octets.ofHex("0000000109F0");
  private static final Octets HEVC_DELIMITER = Octets.ofHex("00000001460150");

  private final Octets delimiter;
  private final Octets keyframePrefix; // the delimiter and all parameter sets

  private AnnexBWriter(Octets delimiter, List<List<Octets>> parameterSets) {
    ByteBuf prefix = Unpooled.buffer();
    delimiter.writeTo(prefix);
    for (List<Octets> sets : parameterSets) {
      for (Octets set : sets) {
        prefix.writeInt(NalUnits.START_CODE);
        set.writeTo(prefix);
      }
    }
    this.delimiter = delimiter;
    this.keyframePrefix = Octets.copyOf(prefix);
  }

  /// For samples of `codec`.
  public static AnnexBWriter of(Codec.Avc codec) {
    return new AnnexBWriter(AVC_DELIMITER, List.of(codec.sps(), codec.pps()));
  }

  /// For samples of `codec`.
  public static AnnexBWriter of(Codec.Hevc codec) {
    return new AnnexBWriter(HEVC_DELIMITER, List.of(codec.vps(), codec.sps(), codec.pps()));
  }

  /// Appends the sample, reading its payload to the end.
  ///
  /// @throws dev.weir.media.MalformedMediaException if the payload is not in the codec's form
  public void write(Sample sample, ByteBuf out) {
    (sample.keyframe() ? keyframePrefix : delimiter).writeTo(out);
    int at = out.writerIndex();
    out.writeBytes(sample.payload());
    int end = out.writerIndex();
    // A length and a start code have the same four bytes, so each is replaced where it stands.
    while (at < end) {
      int length = NalUnits.lengthAt(out, at, end);
      out.setInt(at, NalUnits.START_CODE);
      at += NalUnits.LENGTH_BYTES + length;
    }
  }
}
