package dev.weir.http.segmented.smooth;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What a manifest says of a codec (MS-SSTR 2.2.2.5).
///
/// @param fourCc its name
/// @param audioTag its number in WAVEFORMATEX; 0 for pictures
/// @param privateData CodecPrivateData, in hexadecimal digits
record SmoothCodec(String fourCc, int audioTag, String privateData) {
  private static final int TAG_MP3 = 0x55;
  private static final int TAG_AAC = 0xFF;

  /// MPEGLAYER3WAVEFORMAT without its head: id 1, no flags, no block size, one frame in a block.
  private static final String MP3_PRIVATE_DATA = "010000000000000001000000";

  private static final int START_CODE = 1;

  /// Whether players of Smooth Streaming read `codec`.
  static boolean carries(Codec codec) {
    return codec instanceof Codec.Avc
        || codec instanceof Codec.Hevc
        || codec instanceof Codec.Aac
        || (codec instanceof Codec.Mp3 mp3 && mp3.layer() == 3);
  }

  /// What to say of a codec that is carried.
  static SmoothCodec of(Codec codec) {
    return switch (codec) {
      case Codec.Avc avc -> new SmoothCodec("H264", 0, units(Stream.of(avc.sps(), avc.pps())));
      case Codec.Hevc hevc ->
          new SmoothCodec("HVC1", 0, units(Stream.of(hevc.vps(), hevc.sps(), hevc.pps())));
      case Codec.Aac aac ->
          new SmoothCodec(
              aac.objectType() == AudioSpecificConfig.LC ? "AACL" : "AACH",
              TAG_AAC,
              hex(aac.configuration()));
      case Codec.Mp3 _ -> new SmoothCodec("MP3", TAG_MP3, MP3_PRIVATE_DATA);
      default -> throw new IllegalArgumentException(codec.name() + " is not carried");
    };
  }

  /// Parameter sets, each behind a start code.
  private static String units(Stream<List<Octets>> sets) {
    ByteBuf out = Unpooled.buffer();
    sets.flatMap(List::stream)
        .forEach(set -> {
          out.writeInt(START_CODE);
          set.writeTo(out);
        });
    return hex(Octets.copyOf(out));
  }

  private static String hex(Octets bytes) {
    return bytes.toHex().toUpperCase(Locale.ROOT);
  }
}
