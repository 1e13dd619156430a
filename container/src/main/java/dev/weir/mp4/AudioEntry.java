package dev.weir.mp4;

import dev.weir.ac3.Ac3Configuration;
import dev.weir.flac.StreamInfo;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// Sample entries of sound (ISO/IEC 14496-12 12.2.3; QuickTime's sound descriptions 0, 1 and 2).
///
/// ```
/// |version (16)|0 (48)|channels (16)|bits (16)|0 (32)|rate (16.16)|
/// version 1: |samples per packet (32)|bytes per packet (32)|per frame (32)|per sample (32)|
/// version 2: |72 (32)|rate (64, floating)|channels (32)|7F000000|bits (32)|flags (32)|
///            |bytes per packet (32)|frames per packet (32)|
/// boxes
/// ```
///
/// Version 1 in an `stsd` of version 1 is ISO's own and has no fields but a box `srat`.
final class AudioEntry {
  private static final int FIELD_BYTES = 20;
  private static final int VERSION_1_BYTES = 16;
  private static final int VERSION_2_BYTES = 36;
  private static final int MAX_RATE = 768_000;
  private static final int MAX_CHANNELS = 255;
  private static final int FULL_BOX_BYTES = 4;

  /// The fields of an entry, of whatever version.
  ///
  /// @param bits per sample
  /// @param linearFlags formatSpecificFlags of version 2, else 0
  /// @param boxes what follows the fields
  record Fields(
      String type, int sampleRate, int channels, int bits, int linearFlags, ChildBoxes boxes) {
    /// The body of a box that has to be there.
    Octets require(String box, int minBytes) {
      return boxes.require(type, box, minBytes);
    }
  }

  private AudioEntry() {}

  static Codec read(String type, int stsdVersion, ByteBuf in) {
    Fields fields = readFields(type, stsdVersion, in);
    Codec codec = codec(fields);
    if (codec instanceof Codec.Audio sound
        && (sound.sampleRate() < 1
            || sound.sampleRate() > MAX_RATE
            || sound.channels() < 1
            || sound.channels() > MAX_CHANNELS)) {
      throw new MalformedMediaException(
          "Sample entry '%s': %d Hz, %d channels; allowed are 1..%d, 1..%d"
              .formatted(type, sound.sampleRate(), sound.channels(), MAX_RATE, MAX_CHANNELS));
    }
    return codec;
  }

  private static Fields readFields(String type, int stsdVersion, ByteBuf in) {
    SampleEntry.require(type, in, FIELD_BYTES);
    int version = in.readUnsignedShort();
    in.skipBytes(6);
    int channels = in.readUnsignedShort();
    int bits = in.readUnsignedShort();
    in.skipBytes(4);
    int sampleRate = in.readUnsignedShort();
    in.skipBytes(2);
    int linearFlags = 0;
    if (version == 1 && stsdVersion == 0) {
      SampleEntry.require(type, in, VERSION_1_BYTES);
      in.skipBytes(VERSION_1_BYTES);
    } else if (version == 2) {
      SampleEntry.require(type, in, VERSION_2_BYTES);
      in.skipBytes(4);
      sampleRate = (int) in.readDouble();
      channels = in.readInt();
      in.skipBytes(4);
      bits = in.readInt();
      linearFlags = in.readInt();
      in.skipBytes(8);
    }
    ChildBoxes boxes = new ChildBoxes(type, in);
    Octets srat = boxes.find("srat");
    if (srat != null && srat.length() >= FULL_BOX_BYTES + Integer.BYTES) {
      sampleRate = Unpooled.wrappedBuffer(srat.toByteArray()).getInt(FULL_BOX_BYTES);
    }
    return new Fields(type, sampleRate, channels, bits, linearFlags, boxes);
  }

  private static Codec codec(Fields fields) {
    int rate = fields.sampleRate;
    int channels = fields.channels;
    return switch (fields.type) {
      case "mp4a" -> SystemsAudio.codec(fields);
      case "Opus" -> OpusBox.parse(fields.require("dOps", 1));
      case "fLaC" -> flac(fields.require("dfLa", FULL_BOX_BYTES));
      case "ac-3", "sac3" -> ac3(false, fields, fields.boxes.find("dac3"));
      case "ec-3" -> ac3(true, fields, fields.boxes.find("dec3"));
      case "alac" -> alac(fields.require("alac", FULL_BOX_BYTES));
      case ".mp3", "ms\0U" -> new Codec.Mp3(3, rate, channels);
      case ".mp2", "ms\0P" -> new Codec.Mp3(2, rate, channels);
      case "alaw" -> new Codec.G711(true, rate, channels);
      case "ulaw" -> new Codec.G711(false, rate, channels);
      default -> LinearEntry.codec(fields);
    };
  }

  /// FFmpeg writes QuickTime without the box.
  private static Codec ac3(boolean enhanced, Fields fields, @Nullable Octets box) {
    return box == null
        ? new Codec.Ac3(enhanced, Octets.EMPTY, fields.sampleRate, fields.channels)
        : Ac3Configuration.parse(enhanced, box, fields.sampleRate);
  }

  private static Codec flac(Octets dfLa) {
    return StreamInfo.parse(dfLa.slice(FULL_BOX_BYTES, dfLa.length()));
  }

  // ALACSpecificConfig: … bit depth at byte 5, channels at 9, rate in 32 bits at 20.
  private static Codec alac(Octets box) {
    Octets cookie = box.slice(FULL_BOX_BYTES, box.length());
    if (cookie.length() < 24) {
      throw new MalformedMediaException(
          "Sample entry 'alac': a cookie of %d bytes, needs 24".formatted(cookie.length()));
    }
    int rate = Unpooled.wrappedBuffer(cookie.toByteArray()).getInt(20);
    return new Codec.OtherAudio("ALAC", cookie, rate, cookie.at(9));
  }

  static void write(Codec.Audio codec, ByteBuf out) {
    switch (codec) {
      case Codec.Aac aac -> SystemsAudio.write(aac, out);
      case Codec.Mp3 mp3 -> SystemsAudio.write(mp3, out);
      case Codec.Opus opus -> {
        int entry = begin("Opus", codec, out);
        OpusBox.write(opus, out);
        BoxWriter.end(entry, out);
      }
      case Codec.Flac flac -> writeFlac(flac, out);
      case Codec.Ac3 ac3 -> writeAc3(ac3, out);
      case Codec.G711 g711 -> BoxWriter.end(begin(g711.aLaw() ? "alaw" : "ulaw", g711, out), out);
      case Codec.Pcm pcm -> LinearEntry.write(pcm, out);
      case Codec.OtherAudio alac -> write("alac", "alac", alac.configuration(), alac, out);
      case Codec.Vorbis _ -> throw new IllegalArgumentException("Vorbis has no entry");
    }
  }

  /// Encapsulation of FLAC in ISO Base Media File Format 3.3.
  private static void writeFlac(Codec.Flac flac, ByteBuf out) {
    int entry = begin("fLaC", flac, flac.bitsPerSample(), out);
    int box = BoxWriter.begin("dfLa", 0, 0, out);
    out.writeInt(0x80000022); // the last metadata block, of type 0, STREAMINFO
    flac.streamInfo().writeTo(out);
    BoxWriter.end(box, out);
    BoxWriter.end(entry, out);
  }

  private static void writeAc3(Codec.Ac3 ac3, ByteBuf out) {
    int entry = begin(ac3.enhanced() ? "ec-3" : "ac-3", ac3, out);
    int box = BoxWriter.begin(ac3.enhanced() ? "dec3" : "dac3", out);
    ac3.configuration().writeTo(out);
    BoxWriter.end(box, out);
    BoxWriter.end(entry, out);
  }

  private static void write(
      String type, String box, Octets configuration, Codec.Audio codec, ByteBuf out) {
    int entry = begin(type, codec, out);
    int start = BoxWriter.begin(box, 0, 0, out);
    configuration.writeTo(out);
    BoxWriter.end(start, out);
    BoxWriter.end(entry, out);
  }

  /// Appends the fields of version 0; returns where the entry starts.
  static int begin(String type, Codec.Audio codec, ByteBuf out) {
    return begin(type, codec, 16, out); // the template's bits, whatever the codec's
  }

  private static int begin(String type, Codec.Audio codec, int bits, ByteBuf out) {
    int entry = SampleEntry.begin(type, out);
    out.writeLong(0);
    out.writeShort(codec.channels()).writeShort(bits);
    out.writeInt(0);
    // What 16 bits cannot say, the codec's own configuration does.
    out.writeShort(codec.sampleRate() <= 0xFFFF ? codec.sampleRate() : 0).writeShort(0);
    return entry;
  }
}
