package dev.weir.mp4;

import dev.weir.media.Codec;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects what the boxes of one `trak` say (ISO/IEC 14496-12 8.3).
///
/// Not thread-safe; used while `moov` is read.
final class TrackBoxes {
  private static final int SELF_CONTAINED = 1;
  private static final int UNDETERMINED = 0x55C4; // "und"
  private static final int FIRST_PACKED = 0x400; // under it are QuickTime's own language numbers
  private static final int MAX_DESCRIPTIONS = 64;

  private final List<@Nullable SampleEntry> descriptions = new ArrayList<>();
  private final List<String> entryNames = new ArrayList<>();
  private final List<Long> chapterTracks = new ArrayList<>();

  private long fileId;
  private Timescale timescale = Timescale.MILLIS;
  private EditList edits = EditList.NONE;
  private @Nullable String language;
  private @Nullable String handlerName;
  private @Nullable String name;
  private @Nullable SampleTables tables;
  private boolean inOtherFile;

  private TrackBoxes() {}

  /// Reads the boxes of `trak`.
  static TrackBoxes read(BoxReader trak) {
    TrackBoxes track = new TrackBoxes();
    for (BoxBody box = trak.next(); box != null; box = trak.next()) {
      switch (box.name()) {
        case "tkhd" -> track.fileId = box.skip(box.version() == 1 ? 16 : 8).unsignedInt();
        case "edts" -> track.readEdits(box.boxes().find("elst"));
        case "tref" -> track.readReferences(box.boxes().find("chap"));
        case "udta" -> track.readName(box.boxes().find("name"));
        case "mdia" -> track.readMedia(box.boxes());
        default -> {}
      }
    }
    return track;
  }

  /// track_ID.
  long fileId() {
    return fileId;
  }

  /// Which tracks hold chapter titles of this one.
  List<Long> chapterTracks() {
    return chapterTracks;
  }

  /// The names of its sample entries, for messages.
  String what() {
    return String.join("+", entryNames);
  }

  /// The track, or null if Weir cannot read it.
  @Nullable MovieTrack track(int id, Timescale movieTimescale, RunDefaults defaults) {
    SampleEntry first = null;
    for (SampleEntry entry : descriptions) {
      first = first == null ? entry : first;
    }
    if (first == null || tables == null || inOtherFile) {
      return null;
    }
    Track track = new Track(id, first.codec(), language, name == null ? handlerName : name);
    MovieTrack movieTrack =
        new MovieTrack(
            fileId,
            track,
            timescale,
            Collections.unmodifiableList(fitting(first.codec())),
            movieTimescale,
            edits,
            tables,
            defaults);
    // QuickTime's way to count the sound samples of compressed packets by their number.
    boolean counted = tables.sizes().constantBytes() == 1 && movieTrack.frameBytes() == 0;
    return counted ? null : movieTrack;
  }

  private void readEdits(@Nullable BoxBody elst) {
    if (elst != null) {
      edits = EditList.read(elst);
    }
  }

  private void readReferences(@Nullable BoxBody chap) {
    while (chap != null && chap.remaining() >= Integer.BYTES) {
      chapterTracks.add(chap.unsignedInt());
    }
  }

  private void readName(@Nullable BoxBody box) {
    if (box != null) {
      String text = text(box.rest());
      name = text.isEmpty() ? null : text;
    }
  }

  private void readMedia(BoxReader mdia) {
    for (BoxBody box = mdia.next(); box != null; box = mdia.next()) {
      switch (box.name()) {
        case "mdhd" -> readMediaHeader(box);
        case "hdlr" -> readHandler(box);
        case "minf" -> readInformation(box.boxes());
        default -> {}
      }
    }
  }

  // |version, flags (32)|created|modified (32 or 64 each)|time scale (32)|duration (32 or 64)|
  // |0 (1)|language, 3 letters − 0x60 (15)|
  private void readMediaHeader(BoxBody mdhd) {
    int version = mdhd.version();
    timescale = new Timescale(mdhd.skip(version == 1 ? 16 : 8).unsignedInt());
    mdhd.unsignedInt(version);
    int packed = mdhd.unsignedShort();
    if (packed >= FIRST_PACKED && packed != UNDETERMINED && packed < 0x7FFF) {
      language = new String(new char[] {letter(packed >> 10), letter(packed >> 5), letter(packed)});
    }
  }

  private static char letter(int bits) {
    return (char) (0x60 + (bits & 0x1F));
  }

  // |version, flags (32)|0 (32)|handler (32)|0 (96)|name|
  private void readHandler(BoxBody hdlr) {
    hdlr.skip(24);
    String text = text(hdlr.rest());
    // Not the name of a track but of who wrote it: FFmpeg, QuickTime, GPAC, GStreamer.
    boolean generic = text.isEmpty() || text.contains("Handler") || text.startsWith("Core Media");
    handlerName = generic ? null : text;
  }

  /// UTF-8 to the first zero; QuickTime has a length before it instead.
  private static String text(ByteBuf in) {
    int bytes = in.readableBytes();
    int from = in.readerIndex();
    if (bytes > 0 && in.getByte(from) == bytes - 1) {
      from++;
      bytes--;
    }
    int zero = in.indexOf(from, from + bytes, (byte) 0);
    return in.toString(from, zero < 0 ? bytes : zero - from, StandardCharsets.UTF_8).strip();
  }

  private void readInformation(BoxReader minf) {
    for (BoxBody box = minf.next(); box != null; box = minf.next()) {
      switch (box.name()) {
        case "dinf" -> readDataReference(box.boxes().find("dref"));
        case "stbl" -> {
          ByteBuf stbl = box.rest();
          BoxBody stsd = new BoxReader("stbl", stbl.duplicate()).find("stsd");
          if (stsd != null) {
            readDescriptions(stsd);
          }
          tables = SampleTables.read(new BoxReader("stbl", stbl));
        }
        default -> {}
      }
    }
  }

  /// Where the media is: in this file, or in one that the first entry names.
  private void readDataReference(@Nullable BoxBody dref) {
    if (dref == null) {
      return;
    }
    dref.skip(8);
    BoxBody first = dref.boxes().next();
    inOtherFile = first != null && (first.signedInt() & SELF_CONTAINED) == 0;
  }

  private void readDescriptions(BoxBody stsd) {
    int version = stsd.version();
    stsd.skip(Integer.BYTES); // Their number, which the box shows too.
    BoxReader entries = stsd.boxes();
    for (BoxBody entry = entries.next(); entry != null; entry = entries.next()) {
      if (descriptions.size() >= MAX_DESCRIPTIONS) {
        throw new UnsupportedMediaException(
            "MP4: a track with over " + MAX_DESCRIPTIONS + " sample descriptions");
      }
      entryNames.add(entry.name());
      descriptions.add(readDescription(entry, version));
    }
  }

  private static @Nullable SampleEntry readDescription(BoxBody entry, int version) {
    try {
      return SampleEntry.read(FourCc.of(entry.name()), version, entry.rest());
    } catch (UnsupportedMediaException _) {
      return null;
    }
  }

  /// Another description of the same codec may have other parameter sets, for which samples have a
  /// place. Any other change would make it another track.
  private List<@Nullable SampleEntry> fitting(Codec first) {
    List<@Nullable SampleEntry> fitting = new ArrayList<>();
    for (SampleEntry entry : descriptions) {
      fitting.add(entry != null && fits(first, entry.codec()) ? entry : null);
    }
    return fitting;
  }

  private static boolean fits(Codec first, Codec other) {
    return first.equals(other)
        || (first instanceof Codec.Avc && other instanceof Codec.Avc)
        || (first instanceof Codec.Hevc && other instanceof Codec.Hevc);
  }
}
