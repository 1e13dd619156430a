package dev.weir.mp4;

import dev.weir.av1.Av1Configuration;
import dev.weir.h26x.AvcConfiguration;
import dev.weir.h26x.HevcConfiguration;
import dev.weir.h26x.Mpeg2Unit;
import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.DolbyVision;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.vpx.Vp9Configuration;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sample entries of pictures (ISO/IEC 14496-12 12.1.3), with the boxes of ISO/IEC 14496-15, AV1 in
/// ISOBMFF and the VP codec binding.
///
/// ```
/// |0 (128)|width (16)|height (16)|dpi (32)|dpi (32)|0 (32)|frames=1 (16)|
/// |compressorname (32 bytes)|depth=24 (16)|−1 (16)|  boxes
/// ```
final class VisualEntry {
  private static final int FIELD_BYTES = 70;
  private static final int WIDTH = 16;
  private static final int HEIGHT = 18;
  private static final int DPI_72 = 0x00480000;
  private static final int COMPRESSOR_NAME_BYTES = 32;
  private static final int AVCC_LENGTH_SIZE = 4;
  private static final int AVCC_SPS_COUNT = 5;
  private static final int HVCC_LENGTH_SIZE = 21;
  private static final int HVCC_HEADER_BYTES = 23;

  private VisualEntry() {}

  static SampleEntry read(String type, ByteBuf in) {
    SampleEntry.require(type, in, FIELD_BYTES);
    int at = in.readerIndex();
    int width = in.getUnsignedShort(at + WIDTH);
    int height = in.getUnsignedShort(at + HEIGHT);
    in.skipBytes(FIELD_BYTES);
    ChildBoxes boxes = new ChildBoxes(type, in);
    return switch (type) {
      case "avc1", "avc3" -> avc(boxes.require(type, "avcC", 1), Picture.ofSize(width, height));
      case "hvc1", "hev1", "dvh1", "dvhe" -> {
        SampleEntry entry = hevc(boxes.require(type, "hvcC", 1), Picture.ofSize(width, height));
        yield new SampleEntry(
            inDolbyVision((Codec.Video) entry.codec(), boxes), entry.nalLengthBytes());
      }
      default -> SampleEntry.of(codec(type, boxes, width, height));
    };
  }

  private static SampleEntry avc(Octets avcC, Picture size) {
    int lengthBytes = AvcConfiguration.lengthBytes(avcC);
    boolean inBand = (avcC.at(AVCC_SPS_COUNT) & 0x1F) == 0;
    Octets record = withFourByteLengths(avcC, AVCC_LENGTH_SIZE);
    Codec.Avc codec =
        inBand ? new Codec.Avc(record, List.of(), List.of(), size) : AvcConfiguration.parse(avcC);
    return new SampleEntry(codec, lengthBytes);
  }

  private static SampleEntry hevc(Octets hvcC, Picture size) {
    int lengthBytes = HevcConfiguration.lengthBytes(hvcC);
    boolean inBand = hvcC.at(HVCC_HEADER_BYTES - 1) == 0;
    Octets record = withFourByteLengths(hvcC, HVCC_LENGTH_SIZE);
    Codec.Hevc codec =
        inBand
            ? new Codec.Hevc(record, List.of(), List.of(), List.of(), size, "hev1")
            : HevcConfiguration.parse(hvcC);
    return new SampleEntry(codec, lengthBytes);
  }

  private static Octets withFourByteLengths(Octets record, int lengthSizeMinusOne) {
    byte[] bytes = record.toByteArray();
    bytes[lengthSizeMinusOne] |= 3;
    return Octets.of(bytes);
  }

  private static Codec codec(String type, ChildBoxes boxes, int width, int height) {
    return switch (type) {
      case "av01", "dav1" -> {
        Octets record = boxes.require(type, "av1C", 1);
        yield inDolbyVision(av1(Av1Configuration.parse(record), width, height), boxes);
      }
      case "vp08" -> vp8(boxes, width, height);
      case "vp09" -> {
        Codec.Vp9 vp9 = vpx(type, boxes);
        yield new Codec.Vp9(vp9.profile(), vp9.level(), sized(vp9.picture(), width, height));
      }
      case "m2v1", "mp2v" ->
          new Codec.OtherVideo(Mpeg2Unit.CODEC_NAME, Octets.EMPTY, Picture.ofSize(width, height));
      case "jpeg" -> new Codec.OtherVideo("JPEG", Octets.EMPTY, Picture.ofSize(width, height));
      default -> systems(boxes.require(type, "esds", 1), Picture.ofSize(width, height));
    };
  }

  /// Where the base layer means something by itself, as nearly always, the codec is that of the
  /// base layer, whatever the type of the entry is.
  private static Codec.Video inDolbyVision(Codec.Video codec, ChildBoxes boxes) {
    Octets record = boxes.find("dvvC") == null ? boxes.find("dvcC") : boxes.find("dvvC");
    DolbyVision dolbyVision = record == null ? null : DolbyVision.parse(record);
    return dolbyVision == null ? codec : dolbyVision.of(codec);
  }

  private static Codec.Av1 av1(Codec.Av1 av1, int width, int height) {
    return av1.picture().width() > 0
        ? av1
        : new Codec.Av1(
            av1.configuration(), sized(av1.picture(), width, height), av1.codecString());
  }

  /// GStreamer leaves the record out, which has nothing to say that the frames do not.
  private static Codec.Vp8 vp8(ChildBoxes boxes, int width, int height) {
    Octets record = boxes.find("vpcC");
    return new Codec.Vp8(
        record == null
            ? Picture.ofSize(width, height)
            : sized(Vp9Configuration.parse(record).picture(), width, height));
  }

  private static Codec.Vp9 vpx(String type, ChildBoxes boxes) {
    return Vp9Configuration.parse(boxes.require(type, "vpcC", 1));
  }

  private static Picture sized(Picture picture, int width, int height) {
    return picture.sized(width, height);
  }

  private static Codec systems(Octets esds, Picture picture) {
    Descriptors descriptors = Descriptors.read(esds);
    String name =
        switch (descriptors.objectType()) {
          case Descriptors.MPEG4_VIDEO -> "MPEG4";
          case 0x60, Descriptors.MPEG2_VIDEO, 0x62, 0x63, 0x64, 0x65, 0x6A -> "MPEG2";
          case Descriptors.JPEG -> "JPEG";
          default ->
              throw new UnsupportedMediaException(
                  "Sample entry 'mp4v': object type 0x%02x".formatted(descriptors.objectType()));
        };
    return new Codec.OtherVideo(name, descriptors.configuration(), picture);
  }

  static void write(Codec.Video codec, ByteBuf out) {
    switch (codec) {
      case Codec.Avc avc -> write("avc1", "avcC", avc.configuration(), avc, out);
      case Codec.Hevc hevc ->
          write(isAlone(hevc) ? "dvh1" : "hvc1", "hvcC", allOutOfBand(hevc), hevc, out);
      case Codec.Av1 av1 ->
          write(isAlone(av1) ? "dav1" : "av01", "av1C", av1.configuration(), av1, out);
      case Codec.Vp8 vp8 -> {
        Codec.Vp9 alike = new Codec.Vp9(0, 0, vp8.picture());
        write("vp08", "vpcC", Vp9Configuration.write(alike), vp8, out);
      }
      case Codec.Vp9 vp9 -> write("vp09", "vpcC", Vp9Configuration.write(vp9), vp9, out);
      case Codec.OtherVideo other -> write("mp4v", null, other.configuration(), other, out);
      case Codec.Theora _ -> throw new IllegalArgumentException("Theora has no entry");
    }
  }

  private static boolean isAlone(Codec.Video codec) {
    DolbyVision dolbyVision = codec.picture().dolbyVision();
    return dolbyVision != null && dolbyVision.isAlone();
  }

  private static void write(
      String type, @Nullable String box, Octets configuration, Codec.Video codec, ByteBuf out) {
    int entry = SampleEntry.begin(type, out);
    out.writeZero(16);
    out.writeShort(codec.picture().width()).writeShort(codec.picture().height());
    out.writeInt(DPI_72).writeInt(DPI_72).writeInt(0);
    out.writeShort(1);
    out.writeZero(COMPRESSOR_NAME_BYTES);
    out.writeShort(24).writeShort(-1);
    if (box == null) {
      new Descriptors(objectType(codec.name()), configuration).write(true, out);
    } else {
      int start = BoxWriter.begin(box, out);
      configuration.writeTo(out);
      BoxWriter.end(start, out);
    }
    DolbyVision dolbyVision = codec.picture().dolbyVision();
    if (dolbyVision != null) {
      int start = BoxWriter.begin(dolbyVision.recordName(), out);
      dolbyVision.configuration().writeTo(out);
      BoxWriter.end(start, out);
    }
    writeColour(codec.picture().colour(), out);
    BoxWriter.end(entry, out);
  }

  private static int objectType(String name) {
    return switch (name) {
      case "MPEG4" -> Descriptors.MPEG4_VIDEO;
      case "MPEG2" -> Descriptors.MPEG2_VIDEO;
      case "JPEG" -> Descriptors.JPEG;
      default -> throw new IllegalArgumentException(name + " has no entry");
    };
  }

  /// Sets array_completeness (ISO/IEC 14496-15 8.3.3.1.3) of all parameter sets: samples inside
  /// Weir have none, and `hvc1` demands it. The record is one that was read or written here.
  private static Octets allOutOfBand(Codec.Hevc hevc) {
    byte[] record = hevc.configuration().toByteArray();
    int at = HVCC_HEADER_BYTES;
    for (int arrays = record[at - 1] & 0xFF; arrays > 0; arrays--) {
      int type = record[at] & 0x3F;
      boolean parameterSets = type >= 32 && type <= 34;
      record[at] |= (byte) (parameterSets ? 0x80 : 0);
      int units = unsignedShort(record, at + 1);
      at += 3;
      for (int i = 0; i < units; i++) {
        at += 2 + unsignedShort(record, at);
      }
    }
    return Octets.of(record);
  }

  private static int unsignedShort(byte[] bytes, int at) {
    return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
  }

  // 12.1.5: "nclx" | primaries:16 transfer:16 matrix:16 | full_range:1 0:7
  private static void writeColour(Colour colour, ByteBuf out) {
    if (colour.primaries() == 2 && colour.transfer() == 2 && colour.matrix() == 2) {
      return;
    }
    int box = BoxWriter.begin("colr", out);
    out.writeInt(FourCc.of("nclx"));
    out.writeShort(colour.primaries()).writeShort(colour.transfer()).writeShort(colour.matrix());
    out.writeByte(colour.fullRange() ? 0x80 : 0);
    BoxWriter.end(box, out);
  }
}
